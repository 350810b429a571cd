package naru.app.wiring;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import naru.base.Metrics;
import naru.stack.Stack;

/** The numbers of own stacks, summed over all that belong together. */
final class StackMetrics {
  private StackMetrics() {}

  /** Makes them visible as {@code naru_stack_*}. */
  static void register(Metrics metrics, List<Stack> stacks, LongSupplier dropped) {
    Set<String> names = new TreeSet<>();
    stacks.forEach(s -> s.counters((name, value) -> names.add(name)));
    for (String name : names) {
      metrics.gauge("naru_stack_" + name + "_total", "of own stacks", () -> sum(stacks, name));
    }
    metrics.gauge(
        "naru_stack_connections",
        "TCP connections of own stacks",
        () -> stacks.stream().mapToLong(s -> s.tcp().connections()).sum());
    metrics.gauge(
        "naru_stack_time_waits",
        "connections in TIME-WAIT",
        () -> stacks.stream().mapToLong(s -> s.tcp().timeWaits()).sum());
    metrics.gauge("naru_stack_frames_dropped_total", "frames for which there was no room", dropped);
  }

  private static long sum(List<Stack> stacks, String wanted) {
    long[] sum = new long[1];
    stacks.forEach(
        s ->
            s.counters(
                (name, value) -> {
                  if (name.equals(wanted)) {
                    sum[0] += value;
                  }
                }));
    return sum[0];
  }
}

package naru.gateway.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import naru.gateway.config.Outliers;
import naru.gateway.core.Outcomes.Sums;

/**
 * Compares the targets of a group by what happened since the last look: whoever does much worse
 * than the others is an outlier. Not shared.
 */
public final class Comparison {
  private static final double MILLI = 1e6;

  /**
   * A target that stands out.
   *
   * @param why the numbers that show it
   */
  public record Outlier(Target target, String why) {}

  private record Row(Target target, Sums sums) {}

  private final Outliers rule;
  private Map<TargetState, Sums> before = new HashMap<>();

  public Comparison(Outliers rule) {
    this.rule = rule;
  }

  /** Whoever stands out now, the worst first; a target that is new is looked at from now on. */
  public List<Outlier> look(List<Target> targets) {
    List<Row> rows = new ArrayList<>();
    Map<TargetState, Sums> now = new HashMap<>();
    for (Target target : targets) {
      Sums sums = target.state().outcomes().sums();
      now.put(target.state(), sums);
      Sums then = before.get(target.state());
      if (then != null) {
        rows.add(new Row(target, sums.since(then)));
      }
    }
    before = now;
    List<Outlier> outliers = new ArrayList<>();
    rule.success().ifPresent(by -> bySuccess(by, rows, outliers));
    rule.latency().ifPresent(by -> byLatency(by, rows, outliers));
    return outliers;
  }

  private static void bySuccess(Outliers.BySuccess rule, List<Row> all, List<Outlier> outliers) {
    List<Row> rows = all.stream().filter(r -> r.sums().all() >= rule.requests()).toList();
    if (rows.size() < rule.hosts()) {
      return;
    }
    double mean = rows.stream().mapToDouble(r -> r.sums().successPercent()).average().orElse(100);
    double variance =
        rows.stream()
            .mapToDouble(
                r -> (r.sums().successPercent() - mean) * (r.sums().successPercent() - mean))
            .average()
            .orElse(0);
    double deviation = Math.sqrt(variance);
    double bound = Math.min(mean - rule.factor() * deviation, rule.belowPercent());
    rows.stream()
        .filter(r -> r.sums().successPercent() < bound)
        .sorted(Comparator.comparingDouble(r -> r.sums().successPercent()))
        .forEach(
            r ->
                outliers.add(
                    new Outlier(
                        r.target(),
                        String.format(
                            Locale.ROOT,
                            "served %.1f%% of %d requests, below %.1f%%: the mean of %d targets is"
                                + " %.1f%%, the deviation %.1f",
                            r.sums().successPercent(),
                            r.sums().all(),
                            bound,
                            rows.size(),
                            mean,
                            deviation))));
  }

  private static void byLatency(Outliers.ByLatency rule, List<Row> all, List<Outlier> outliers) {
    List<Row> rows =
        all.stream()
            .filter(r -> r.sums().timed() >= rule.requests())
            .sorted(Comparator.comparingDouble((Row r) -> r.sums().nanos()).reversed())
            .toList();
    if (rows.size() < rule.hosts()) {
      return;
    }
    for (Row r : rows) {
      double median = medianWithout(r, rows);
      double nanos = r.sums().nanos();
      if (nanos >= rule.leastNanos() && nanos > rule.times() * median) {
        outliers.add(
            new Outlier(
                r.target(),
                String.format(
                    Locale.ROOT,
                    "%d answers took %.1f ms, %.1f times the median of %d others, %.1f ms",
                    r.sums().timed(),
                    nanos / MILLI,
                    nanos / median,
                    rows.size() - 1,
                    median / MILLI)));
      }
    }
  }

  private static double medianWithout(Row one, List<Row> rows) {
    double[] others =
        rows.stream().filter(r -> r != one).mapToDouble(r -> r.sums().nanos()).sorted().toArray();
    int half = others.length / 2;
    return others.length % 2 == 1 ? others[half] : (others[half - 1] + others[half]) / 2;
  }
}

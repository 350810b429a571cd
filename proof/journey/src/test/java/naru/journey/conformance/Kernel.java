package naru.journey.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import naru.linux.NetworkNamespace;
import naru.testkit.drill.Call;
import naru.testkit.drill.Dialogue;
import naru.testkit.drill.Outcome;
import naru.testkit.drill.Script;
import naru.testkit.drill.Subject;

/** The Linux kernel's TCP as the subject of a script, in real time. Belongs to one thread. */
final class Kernel implements Subject {
  private static final long TOLERANCE = 60_000_000;
  private static final int POLLIN = 1;
  private static final int PACKET_BYTES = 65536;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final MemorySegment packet = arena.allocate(PACKET_BYTES);
  private final MemorySegment poll = arena.allocate(8, 4);
  private final int tun;
  private final KernelSockets sockets;
  private final long start;

  private Kernel(Script script) {
    tun = Tunnel.open(libc, arena, script.addresses(), script.setting("mtu", 1500));
    sockets = new KernelSockets(libc, arena, script.addresses(), script.setting("cc", "reno"));
    variables(script).forEach((name, value) -> Tunnel.sysctl("net.ipv4.tcp_" + name, value));
    poll.set(JAVA_INT, 0, tun);
    poll.set(JAVA_SHORT, 4, (short) POLLIN);
    start = System.nanoTime();
  }

  /** Plays a script in a network namespace of its own. */
  static void play(Script script) {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      namespace.call(
          () -> {
            try (Kernel kernel = new Kernel(script)) {
              Dialogue.play(script, kernel);
            }
            return script;
          });
    }
  }

  /** What the settings of scripts are called here, and what they are if nothing is said. */
  private static Map<String, String> variables(Script script) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("ecn", script.setting("ecn", "2"));
    variables.put("retries2", script.setting("retries", "15"));
    variables.put("sack", script.setting("sack", "1"));
    variables.put("syn_linear_timeouts", "0");
    variables.put("syn_retries", script.setting("syn_retries", "6"));
    variables.put("syncookies", script.setting("syncookies", "1"));
    variables.put("timestamps", script.setting("timestamps", "1"));
    variables.put("tso_win_divisor", "100"); // no waiting for room for a larger super-segment
    variables.put("window_scaling", script.setting("window_scaling", "1"));
    return variables;
  }

  @Override
  public long now() {
    return System.nanoTime() - start;
  }

  @Override
  public long toleranceNanos(long wait) {
    return TOLERANCE + wait / 6; // its timer wheel rounds up by an eighth
  }

  @Override
  public void arrive(byte[] bytes) {
    MemorySegment.copy(bytes, 0, packet, JAVA_BYTE, 0, bytes.length);
    libc.must("write", tun, packet, (long) bytes.length);
  }

  @Override
  public Optional<Departure> depart(long until) {
    while (true) {
      int length = libc.call("read", tun, packet, (long) PACKET_BYTES);
      if (length > 0) {
        return Optional.of(new Departure(now(), packet.asSlice(0, length).toArray(JAVA_BYTE)));
      }
      long left = until - now();
      if (left <= 0) {
        return Optional.empty();
      }
      libc.call("poll", poll, 1L, (int) Math.min(1000, left / 1_000_000));
    }
  }

  @Override
  public Outcome call(Call call) {
    return sockets.call(call);
  }

  @Override
  public void close() {
    sockets.close();
    libc.call("close", tun);
    arena.close();
  }
}

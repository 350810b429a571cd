package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The CPU time that a process and all below it have used: every thread, every worker.
 *
 * <p>The kernel counts in ticks of 10 ms, so a reading over three busy seconds is good to 0.3 %.
 */
public final class CpuClock {
  /**
   * USER_HZ: a constant of Linux's interface to programs on every architecture that a JDK 25 runs
   * on.
   */
  private static final long MICROS_PER_TICK = 10_000;

  private final ProcessHandle root;

  private CpuClock(ProcessHandle root) {
    this.root = root;
  }

  public static CpuClock of(ProcessHandle root) {
    return new CpuClock(root);
  }

  /** User and system time since the process began, in microseconds. */
  public long micros() {
    try (Stream<ProcessHandle> below = root.descendants()) {
      LongStream all =
          LongStream.concat(LongStream.of(root.pid()), below.mapToLong(ProcessHandle::pid));
      return all.map(CpuClock::ticks).sum() * MICROS_PER_TICK;
    }
  }

  private static long ticks(long pid) {
    try {
      return ProcStat.parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))).ticks();
    } catch (IOException e) {
      return 0; // it has ended between the listing and the reading; its parent has its ticks
    }
  }
}

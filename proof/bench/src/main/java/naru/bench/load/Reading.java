package naru.bench.load;

import naru.bench.report.Sample;

/** What one run of a load saw. */
public sealed interface Reading {
  /** The round, with the CPU time that the subject needed for it. */
  Sample sample(String name, String subject, double cpuMicros);

  /** Whether the subject did nothing at all. */
  boolean isEmpty();

  /** Whether there were so many errors that this is no measurement. */
  default boolean isWrong() {
    return false;
  }

  /**
   * Questions were answered.
   *
   * @param operations requests or questions that were answered
   * @param errors answers that were wrong or did not come
   * @param opsPerSecond answered, in a second
   * @param p99Millis so long took all but the slowest hundredth
   */
  record Answers(long operations, long errors, double opsPerSecond, double p99Millis)
      implements Reading {
    /** A load that meets more errors than one in so many answers is no measurement. */
    private static final long ANSWERS_PER_ERROR = 100;

    @Override
    public Sample sample(String name, String subject, double cpuMicros) {
      double each = cpuMicros / operations;
      return Sample.answered(name, subject, each, opsPerSecond, p99Millis, errors);
    }

    @Override
    public boolean isEmpty() {
      return operations == 0;
    }

    @Override
    public boolean isWrong() {
      return errors * ANSWERS_PER_ERROR >= Math.max(1, operations);
    }
  }

  /**
   * Bytes were carried.
   *
   * @param seconds how long it took
   */
  record Carried(long bytes, double seconds) implements Reading {
    private static final double GIBIBYTE = 1 << 30;

    @Override
    public Sample sample(String name, String subject, double cpuMicros) {
      double gbit = bytes * 8 / seconds / 1e9;
      return Sample.carried(name, subject, gbit, cpuMicros / 1e6 / (bytes / GIBIBYTE));
    }

    @Override
    public boolean isEmpty() {
      return bytes == 0;
    }
  }

  /**
   * Connections were held.
   *
   * @param bytesPerConnection of the heap, for each end
   */
  record Held(double bytesPerConnection) implements Reading {
    @Override
    public Sample sample(String name, String subject, double cpuMicros) {
      return Sample.held(name, subject, bytesPerConnection);
    }

    @Override
    public boolean isEmpty() {
      return bytesPerConnection <= 0;
    }
  }
}

package naru.bench.load;

import naru.bench.machine.Yard;

/** What one case asks of a server. */
public sealed interface Load permits Wrk, H2Load, Beside, DnsPerf, Iperf3, Asked {
  /** What is there beside a load, until it is closed. */
  interface Company extends AutoCloseable {
    @Override
    void close();
  }

  /** Sets up what is to be there while this runs; its making does not count. */
  default Company company() {
    return () -> {};
  }

  /** Runs for so many seconds and says what it saw. */
  Reading run(Yard yard, int seconds);

  /**
   * Adds what {@link #run} cannot see, in a further run whose CPU time does not count.
   *
   * @param seen what a run saw
   */
  default Reading completed(Yard yard, Reading seen) {
    return seen;
  }
}

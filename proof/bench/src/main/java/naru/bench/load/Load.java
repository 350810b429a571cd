package naru.bench.load;

import naru.bench.machine.Yard;

/** What one case asks of a server. */
public sealed interface Load permits Wrk, DnsPerf, Iperf3, Asked {
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

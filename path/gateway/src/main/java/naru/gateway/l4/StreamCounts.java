package naru.gateway.l4;

import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;
import naru.gateway.core.Tally;

/**
 * What a stream carried, by its name.
 *
 * @param opened connections or sessions
 * @param failed of them, without a target that could be reached
 * @param bytesUp to targets
 * @param bytesDown to clients
 */
record StreamCounts(
    Tally opened, Tally open, Tally failed, Tally bytesUp, Tally bytesDown, Lost lost) {
  private static final String LOST = "datagrams dropped";

  /**
   * Datagrams that were dropped, as any may be.
   *
   * @param tooLong for where they were to go
   * @param early more than may wait for the socket to the target
   * @param slow answers that a full socket to clients did not take
   */
  record Lost(Tally tooLong, Tally early, Tally slow) {}

  static StreamCounts forLoops(int loops) {
    return new StreamCounts(
        new Tally(loops),
        new Tally(loops),
        new Tally(loops),
        new Tally(loops),
        new Tally(loops),
        new Lost(new Tally(loops), new Tally(loops), new Tally(loops)));
  }

  void publish(String stream, Metrics metrics) {
    String label = "{stream=\"" + stream + "\"}";
    gauge(metrics, "connections_total" + label, "taken by a stream", opened);
    gauge(metrics, "open" + label, "open connections or sessions", open);
    gauge(metrics, "failures_total" + label, "that reached no target", failed);
    gauge(metrics, "bytes_up_total" + label, "bytes to targets", bytesUp);
    gauge(metrics, "bytes_down_total" + label, "bytes to clients", bytesDown);
    lost(metrics, stream, "too-long", lost.tooLong());
    lost(metrics, stream, "early", lost.early());
    lost(metrics, stream, "slow", lost.slow());
  }

  /** Datagrams that no stream takes. */
  static LongAdder strays(Metrics metrics) {
    return metrics.counter("naru_stream_" + lost("", "no-stream"), LOST);
  }

  private static void lost(Metrics metrics, String stream, String why, Tally tally) {
    gauge(metrics, lost(stream, why), LOST, tally);
  }

  private static String lost(String stream, String why) {
    return "datagrams_lost_total{stream=\"" + stream + "\",why=\"" + why + "\"}";
  }

  private static void gauge(Metrics metrics, String name, String help, Tally tally) {
    metrics.gauge("naru_stream_" + name, help, tally::sum);
  }
}

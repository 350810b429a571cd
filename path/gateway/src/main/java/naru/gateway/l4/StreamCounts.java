package naru.gateway.l4;

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
record StreamCounts(Tally opened, Tally open, Tally failed, Tally bytesUp, Tally bytesDown) {
  static StreamCounts forLoops(int loops) {
    return new StreamCounts(
        new Tally(loops), new Tally(loops), new Tally(loops), new Tally(loops), new Tally(loops));
  }

  void publish(String stream, Metrics metrics) {
    String label = "{stream=\"" + stream + "\"}";
    gauge(metrics, "connections_total" + label, "taken by a stream", opened);
    gauge(metrics, "open" + label, "open connections or sessions", open);
    gauge(metrics, "failures_total" + label, "that reached no target", failed);
    gauge(metrics, "bytes_up_total" + label, "bytes to targets", bytesUp);
    gauge(metrics, "bytes_down_total" + label, "bytes to clients", bytesDown);
  }

  private static void gauge(Metrics metrics, String name, String help, Tally tally) {
    metrics.gauge("naru_stream_" + name, help, tally::sum);
  }
}

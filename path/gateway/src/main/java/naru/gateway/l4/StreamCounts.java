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
  static StreamCounts of(String stream, int loops, Metrics metrics) {
    StreamCounts counts =
        new StreamCounts(
            new Tally(loops),
            new Tally(loops),
            new Tally(loops),
            new Tally(loops),
            new Tally(loops));
    String label = "{stream=\"" + stream + "\"}";
    gauge(metrics, "connections_total" + label, "taken by a stream", counts.opened);
    gauge(metrics, "open" + label, "open connections or sessions", counts.open);
    gauge(metrics, "failures_total" + label, "that reached no target", counts.failed);
    gauge(metrics, "bytes_up_total" + label, "bytes to targets", counts.bytesUp);
    gauge(metrics, "bytes_down_total" + label, "bytes to clients", counts.bytesDown);
    return counts;
  }

  private static void gauge(Metrics metrics, String name, String help, Tally tally) {
    metrics.gauge("naru_stream_" + name, help, tally::sum);
  }
}

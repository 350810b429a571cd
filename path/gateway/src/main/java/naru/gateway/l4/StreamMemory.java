package naru.gateway.l4;

import java.util.concurrent.ConcurrentHashMap;
import naru.base.Limit;
import naru.base.Metrics;
import org.jspecify.annotations.Nullable;

/** What is counted of streams by their names, beyond any one configuration. */
public final class StreamMemory {
  /** UDP sessions at once, over all streams. */
  public static final int MAX_SESSIONS = 16_384;

  private final int loops;
  private final ConcurrentHashMap<String, StreamCounts> counts = new ConcurrentHashMap<>();
  private @Nullable Limit sessions;

  /** Nothing was counted yet. */
  public StreamMemory(int loops) {
    this.loops = loops;
  }

  StreamCounts counts(String stream, Metrics metrics) {
    StreamCounts known = counts.computeIfAbsent(stream, name -> StreamCounts.forLoops(loops));
    known.publish(stream, metrics);
    return known;
  }

  synchronized Limit sessions(Metrics metrics) {
    Limit known = sessions;
    if (known == null) {
      known = Limit.of(metrics, "gateway.udp-sessions", MAX_SESSIONS);
      sessions = known;
    }
    known.publish(metrics);
    return known;
  }
}

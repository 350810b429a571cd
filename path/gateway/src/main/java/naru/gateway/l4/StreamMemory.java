package naru.gateway.l4;

import java.util.concurrent.ConcurrentHashMap;
import naru.base.Limit;
import naru.base.Metrics;
import naru.gateway.core.Tally;
import org.jspecify.annotations.Nullable;

/** What is counted of streams by their names, beyond any one configuration. */
public final class StreamMemory {
  /** UDP sessions at once, over all streams. */
  public static final int MAX_SESSIONS = 16_384;

  private final int loops;
  private final ConcurrentHashMap<String, StreamCounts> counts = new ConcurrentHashMap<>();
  private final Tally asking;
  private @Nullable Limit sessions;

  /** Nothing was counted yet. */
  public StreamMemory(int loops) {
    this.loops = loops;
    this.asking = new Tally(loops);
  }

  StreamCounts counts(String stream, Metrics metrics) {
    StreamCounts known = counts.computeIfAbsent(stream, name -> StreamCounts.forLoops(loops));
    known.publish(stream, metrics);
    return known;
  }

  /** UDP sessions that have had no answer yet. */
  Tally asking() {
    return asking;
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

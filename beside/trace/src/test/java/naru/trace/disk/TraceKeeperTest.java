package naru.trace.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import naru.base.Clock;
import naru.base.Metrics;
import naru.trace.HttpEvent;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.Trace;
import naru.trace.TraceArchive;
import naru.trace.TraceFollower;
import naru.trace.TraceStore;
import naru.trace.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceKeeperTest {
  @TempDir private Path directory;

  private static void tell(Span span, String path) {
    span.beginRoot(Party.CLIENT);
    span.add(
        Party.CLIENT,
        Party.GATEWAY,
        Provenance.WIRE,
        new HttpEvent.Request("GET", "http", "h", path, "HTTP/1.1"));
    span.end();
  }

  @Test
  void whatIsToldReachesFollowersAndTheDisk() throws IOException, InterruptedException {
    Metrics metrics = new Metrics();
    try (TraceSegments segments = TraceSegments.open(directory, 1 << 20, metrics)) {
      TraceStore store = TraceStore.of(Clock.system(), 10, 1 << 20, TraceArchive.none());
      Tracer tracer = Tracer.recording(Clock.system(), 1, Keep.usual(), metrics, store);
      SegmentWriter writer = SegmentWriter.start(segments, metrics);
      TraceKeeper keeper = TraceKeeper.start(tracer, store, writer);
      Span span = tracer.span();
      try (TraceFollower follower = store.follow(4)) {
        tell(span, "/followed");
        Trace followed = follower.take(Duration.ofSeconds(30)).orElseThrow();
        assertThat(followed.id()).isEqualTo(span.traceId());
      }
      tell(span, "/last moment");
      keeper.close();
      writer.close();
      assertThat(segments.newest(9)).hasSize(2);
      assertThat(segments.find(span.traceId())).isPresent();
    }
  }
}

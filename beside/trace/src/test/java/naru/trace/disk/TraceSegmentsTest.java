package naru.trace.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import naru.base.Metrics;
import naru.trace.HandClock;
import naru.trace.Stories;
import naru.trace.Trace;
import naru.trace.TraceId;
import naru.trace.TraceStore;
import naru.trace.render.TraceJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceSegmentsTest {
  @TempDir private Path directory;

  private TraceSegments open(long maxBytes) throws IOException {
    return TraceSegments.open(directory.resolve("traces"), maxBytes, new Metrics());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("traces"))) {
      return files.sorted().toList();
    }
  }

  private static Trace numbered(long n) {
    Trace t = Stories.refused();
    return new Trace(new TraceId(n << 32, n), t.started(), t.startNanos(), t.spans());
  }

  @Test
  void afterARestartTheStoreSeesThem() throws IOException {
    Trace way = Stories.wholeWay();
    try (TraceSegments segments = open(1 << 20)) {
      segments.append(Stories.refused());
      segments.append(way);
      segments.append(way);
    }
    try (TraceSegments segments = open(1 << 20)) {
      TraceStore store = TraceStore.of(new HandClock(), 10, 1 << 20, segments);
      assertThat(store.newest(5)).hasSize(2);
      Trace found = store.find(way.id().toString().substring(0, 6)).orElseThrow();
      assertThat(TraceJson.line(found)).isEqualTo(TraceJson.line(way));
      assertThat(store.find("last").orElseThrow().id()).isEqualTo(way.id());
    }
    assertThat(Files.getPosixFilePermissions(files().get(0)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void twoProgramsWriteForAWhileAndNothingIsLost() throws IOException {
    try (TraceSegments before = open(1 << 20)) {
      before.append(numbered(1));
      Path folder = directory.resolve("traces");
      try (TraceSegments after = TraceSegments.openBeside(folder, 1 << 20, new Metrics())) {
        before.append(numbered(2));
        after.append(numbered(3));
        before.append(numbered(4));
        after.append(numbered(5));
        assertThat(after.newest(9)).extracting(t -> t.id().low()).containsExactly(5L, 3L, 1L);
        assertThat(files()).hasSize(2);
      }
    }
    try (TraceSegments segments = open(1 << 20)) {
      assertThat(segments.newest(9))
          .extracting(t -> t.id().low())
          .containsExactly(5L, 3L, 4L, 2L, 1L);
    }
  }

  @Test
  void whatTheOtherProgramIsWritingIsNotCut() throws IOException {
    try (TraceSegments before = open(1 << 20)) {
      before.append(numbered(1));
      Files.writeString(files().get(0), "half a li", StandardOpenOption.APPEND);
      long bytes = Files.size(files().get(0));
      Path folder = directory.resolve("traces");
      try (TraceSegments after = TraceSegments.openBeside(folder, 1 << 20, new Metrics())) {
        assertThat(after.newest(9)).hasSize(1);
      }
      assertThat(Files.size(files().get(0))).isEqualTo(bytes);
    }
  }

  @Test
  void aTornLastLineIsCutAndWritingGoesOn() throws IOException {
    try (TraceSegments segments = open(1 << 20)) {
      segments.append(numbered(1));
      segments.append(numbered(2));
    }
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 40));
    try (TraceSegments segments = open(1 << 20)) {
      assertThat(segments.newest(9)).extracting(t -> t.id().low()).containsExactly(1L);
      segments.append(numbered(3));
    }
    try (TraceSegments segments = open(1 << 20)) {
      assertThat(segments.newest(9)).extracting(t -> t.id().low()).containsExactly(3L, 1L);
    }
  }

  @Test
  void aDamagedLineHidesNothingElse() throws IOException {
    try (TraceSegments segments = open(1 << 20)) {
      segments.append(numbered(1));
    }
    Files.writeString(
        files().get(0),
        "{\"schema\":\"naru.trace/1\",\"id\":\"zz\nnot json\n"
            + "{\"schema\":\"naru.trace/1\",\"id\":\"00000000000000ff00000000000000ff\",\n",
        StandardOpenOption.APPEND);
    try (TraceSegments segments = open(1 << 20)) {
      assertThat(segments.newest(9)).extracting(t -> t.id().low()).containsExactly(1L);
    }
  }

  @Test
  void theOldestFileGoesWhenTheBoundIsReached() throws IOException {
    long bound = 40_000;
    try (TraceSegments segments = open(bound)) {
      for (int i = 1; i <= 200; i++) {
        segments.append(numbered(i));
        assertThat(segments.bytes()).isLessThanOrEqualTo(bound);
      }
      assertThat(files()).hasSizeBetween(4, 10);
      assertThat(segments.find(new TraceId(1L << 32, 1))).isEmpty();
      assertThat(segments.newest(1).get(0).id().low()).isEqualTo(200);
    }
  }

  @Test
  void theWriterWritesWhatWaitsBeforeItEndsAndDropsAfter() throws IOException {
    Metrics metrics = new Metrics();
    try (TraceSegments segments = open(1 << 20)) {
      SegmentWriter writer = SegmentWriter.start(segments, metrics);
      for (int i = 1; i <= 50; i++) {
        writer.offer(numbered(i));
      }
      writer.close();
      assertThat(segments.newest(100)).hasSize(50);
      writer.offer(numbered(51));
      assertThat(metrics.text()).contains("naru_trace_segments_dropped_total 1\n");
    }
  }

  @Test
  void aClosedDirectoryRefuses() throws IOException {
    TraceSegments segments = open(1 << 20);
    segments.close();
    assertThatThrownBy(() -> segments.append(numbered(1))).isInstanceOf(IOException.class);
  }
}

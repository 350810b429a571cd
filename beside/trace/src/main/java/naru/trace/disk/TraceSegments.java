package naru.trace.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import naru.base.Metrics;
import naru.trace.Trace;
import naru.trace.TraceArchive;
import naru.trace.TraceId;
import naru.trace.render.TraceJson;

/**
 * Finished traces in files of JSON lines ({@code naru.trace/1}), which anything can read. A file
 * that is full is followed by the next; when all are over their bound, the oldest is deleted. A
 * trace that was written again, because a part came late, is found in its last form.
 *
 * <p>Thread-safe; every method but {@link #open} does at most one read or write. The bytes that an
 * index of n traces takes are about 120 n.
 */
public final class TraceSegments implements TraceArchive, AutoCloseable {
  private static final String ID = "{\"schema\":\"" + TraceJson.SCHEMA + "\",\"id\":\"";

  /** A file has at most this part of the bound. */
  private static final int PARTS = 8;

  private record Location(long segment, long offset, int length) {}

  private final Path directory;
  private final long maxBytes;
  private final long segmentBytes;
  private final long othersLast;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final Map<TraceId, Location> index = new LinkedHashMap<>();
  private boolean closed;

  private TraceSegments(Path directory, long maxBytes, long othersLast) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.othersLast = othersLast;
    this.segmentBytes = Math.max(1, Math.min(maxBytes / PARTS, 16L << 20));
  }

  /**
   * Opens the files of a directory, which is made if needed. Blocks while it reads them.
   *
   * @param maxBytes bound of all files together
   * @throws IOException if the directory cannot be read and written
   */
  public static TraceSegments open(Path directory, long maxBytes, Metrics metrics)
      throws IOException {
    return open(directory, maxBytes, false, metrics);
  }

  /**
   * The same while another program, which is about to end, still writes there: the files that are
   * there stay as they are, and it has numbers left for as many more as the bound allows. What it
   * writes from now on is found after the next {@link #open}.
   *
   * @throws IOException if the directory cannot be read and written
   */
  public static TraceSegments openBeside(Path directory, long maxBytes, Metrics metrics)
      throws IOException {
    return open(directory, maxBytes, true, metrics);
  }

  private static TraceSegments open(Path directory, long maxBytes, boolean beside, Metrics metrics)
      throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    List<Path> paths = paths(directory);
    long last = paths.isEmpty() ? 0 : Segment.numberOf(paths.getLast());
    TraceSegments all = new TraceSegments(directory, maxBytes, beside ? last + PARTS : 0);
    all.load(paths);
    metrics.gauge("naru_trace_segments_bytes", "bytes of traces on disk", all::bytes);
    metrics.gauge("naru_trace_segments_bytes_max", "bytes allowed", () -> maxBytes);
    metrics.gauge("naru_trace_segments_traces", "traces on disk", all::count);
    return all;
  }

  private static List<Path> paths(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Segment::isSegment)
          .sorted(Comparator.comparingLong(Segment::numberOf))
          .toList();
    }
  }

  private synchronized void load(List<Path> paths) throws IOException {
    for (Path path : paths) {
      long number = Segment.numberOf(path);
      Segment.LineReader reader = (offset, line) -> note(number, offset, line);
      if (othersLast == 0) {
        segments.put(number, Segment.open(path, reader));
      } else {
        loadBeside(number, path, reader);
      }
    }
  }

  private void loadBeside(long number, Path path, Segment.LineReader reader) throws IOException {
    try {
      segments.put(number, Segment.openBeside(path, reader));
    } catch (NoSuchFileException theOtherDeletedIt) {
      return; // its oldest one
    }
  }

  private void note(long segment, long offset, String line) {
    if (line.startsWith(ID) && line.length() > ID.length() + 32) {
      try {
        TraceId id = TraceId.parse(line.substring(ID.length(), ID.length() + 32));
        int length = line.getBytes(StandardCharsets.UTF_8).length;
        index.remove(id);
        index.put(id, new Location(segment, offset, length));
      } catch (IllegalArgumentException notOurs) {
        return;
      }
    }
  }

  /**
   * Appends a trace.
   *
   * @throws IOException if the disk does not take it; what was written before stays readable
   */
  public void append(Trace trace) throws IOException {
    byte[] line = TraceJson.bytes(trace);
    synchronized (this) {
      if (closed) {
        throw new IOException("the trace segments are closed");
      }
      Segment segment = forLine(line.length);
      long offset = segment.append(line);
      index.remove(trace.id());
      index.put(trace.id(), new Location(segment.number(), offset, line.length - 1));
      while (bytes() > maxBytes && segments.size() > 1) {
        deleteOldest();
      }
    }
  }

  private Segment forLine(int length) throws IOException {
    Map.Entry<Long, Segment> last = segments.lastEntry();
    if (last != null
        && last.getKey() > othersLast
        && (last.getValue().size() == 0 || last.getValue().size() + length <= segmentBytes)) {
      return last.getValue();
    }
    long number = Math.max(othersLast, last == null ? 0 : last.getKey()) + 1;
    Segment next = Segment.create(directory, number);
    segments.put(number, next);
    return next;
  }

  private void deleteOldest() throws IOException {
    Segment oldest = segments.firstEntry().getValue();
    oldest.delete();
    segments.remove(oldest.number());
    index.values().removeIf(l -> l.segment() == oldest.number());
  }

  @Override
  public synchronized Optional<Trace> find(TraceId id) {
    Location at = index.get(id);
    Segment segment = at == null ? null : segments.get(at.segment());
    if (at == null || segment == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TraceJson.read(segment.read(at.offset(), at.length())));
    } catch (IOException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized List<TraceId> matching(String prefix, int max) {
    return index.keySet().stream()
        .filter(id -> id.toString().startsWith(prefix))
        .limit(max)
        .toList();
  }

  @Override
  public synchronized List<Trace> newest(int count) {
    List<TraceId> ids = new ArrayList<>(index.keySet()).reversed();
    return ids.stream().flatMap(id -> find(id).stream()).limit(count).toList();
  }

  /** Bytes of all files. */
  public synchronized long bytes() {
    return segments.values().stream().mapToLong(Segment::size).sum();
  }

  private synchronized long count() {
    return index.size();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Segment segment : segments.values()) {
      segment.close();
    }
    segments.clear();
    index.clear();
  }
}

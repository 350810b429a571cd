package naru.trace.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** One file of JSON lines. What a crash left without its line end is cut off on opening. */
final class Segment implements AutoCloseable {
  private static final String PREFIX = "traces-";
  private static final String SUFFIX = ".jsonl";
  private static final int BLOCK_BYTES = 64 << 10;

  /** Told where each line lies. */
  interface LineReader {
    void line(long offset, String text);
  }

  private final long number;
  private final Path path;
  private final FileChannel channel;
  private long size;

  private Segment(long number, Path path, FileChannel channel) {
    this.number = number;
    this.path = path;
    this.channel = channel;
  }

  static Segment create(Path directory, long number) throws IOException {
    Path path = directory.resolve(String.format("%s%08d%s", PREFIX, number, SUFFIX));
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new Segment(number, path, channel);
  }

  static boolean isSegment(Path path) {
    return path.getFileName().toString().matches(PREFIX + "\\d{1,18}" + SUFFIX);
  }

  static long numberOf(Path path) {
    String name = path.getFileName().toString();
    return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
  }

  static Segment open(Path path, LineReader reader) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(numberOf(path), path, channel);
    segment.scan(reader);
    channel.truncate(segment.size);
    return segment;
  }

  /** One that another program may still be writing: what it has not ended stays as it is. */
  static Segment openBeside(Path path, LineReader reader) throws IOException {
    Segment segment =
        new Segment(numberOf(path), path, FileChannel.open(path, StandardOpenOption.READ));
    segment.scan(reader);
    return segment;
  }

  private void scan(LineReader reader) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      scan(in, reader);
    }
  }

  /** In blocks: a whole file in memory would make the heap grow for good. */
  private void scan(InputStream in, LineReader reader) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK_BYTES];
    for (int n = in.read(block); n > 0; n = in.read(block)) {
      int start = 0;
      for (int i = 0; i < n; i++) {
        if (block[i] == '\n') {
          line.write(block, start, i - start);
          reader.line(size, line.toString(StandardCharsets.UTF_8));
          size += line.size() + 1;
          line.reset();
          start = i + 1;
        }
      }
      line.write(block, start, n - start);
    }
  }

  /** Appends a line and gives its offset. */
  long append(byte[] line) throws IOException {
    long offset = size;
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, offset + bytes.position());
      }
    } catch (IOException e) {
      channel.truncate(offset);
      throw e;
    }
    size += line.length;
    return offset;
  }

  String read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
      continue;
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  long number() {
    return number;
  }

  long size() {
    return size;
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

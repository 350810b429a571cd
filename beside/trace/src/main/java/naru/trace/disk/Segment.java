package naru.trace.disk;

import java.io.IOException;
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
    segment.scan(Files.readAllBytes(path), reader);
    return segment;
  }

  private void scan(byte[] bytes, LineReader reader) throws IOException {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        reader.line(start, new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    size = start;
    channel.truncate(start);
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

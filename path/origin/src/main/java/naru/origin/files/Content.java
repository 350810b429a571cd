package naru.origin.files;

import java.nio.file.Path;
import java.time.Instant;
import naru.origin.core.Etag;
import naru.origin.core.Part;
import org.jspecify.annotations.Nullable;

/** The bytes of one representation. */
sealed interface Content {
  /** How many bytes. */
  long length();

  /** The tag of exactly these bytes. */
  Etag etag();

  /** A range of it, to be sent. */
  Part part(long from, long count);

  /**
   * Small enough to keep.
   *
   * @param file where they can be read again; null for what lies in the program
   */
  @SuppressWarnings("ArrayRecordComponent")
  record InMemory(byte[] bytes, Etag etag, Part.@Nullable Slice file) implements Content {
    /** Bytes of the program, with the tag of their hash. */
    static InMemory of(byte[] bytes) {
      return new InMemory(bytes, Etag.ofContent(bytes), null);
    }

    /** All bytes of a file, with the tag of their hash. */
    static InMemory of(byte[] bytes, Path file, Instant modified) {
      Part.Slice all = new Part.Slice(file, 0, bytes.length, bytes.length, modified);
      return new InMemory(bytes, Etag.ofContent(bytes), all);
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public Part part(long from, long count) {
      return file == null
          ? new Part.Bytes(bytes, (int) from, (int) count)
          : new Part.Held(bytes, file.range(from, count));
    }
  }

  /** Read from its file while it is sent. */
  record OnDisk(Path file, long length, Instant modified, Etag etag) implements Content {
    @Override
    public Part part(long from, long count) {
      return new Part.Slice(file, from, count, length, modified);
    }
  }
}

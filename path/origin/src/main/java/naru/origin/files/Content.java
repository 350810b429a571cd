package naru.origin.files;

import java.nio.file.Path;
import naru.origin.core.Etag;
import naru.origin.core.Part;

/** The bytes of one representation. */
sealed interface Content {
  /** How many bytes. */
  long length();

  /** The tag of exactly these bytes. */
  Etag etag();

  /** A range of it, to be sent. */
  Part part(long from, long count);

  /** Small enough to keep. */
  @SuppressWarnings("ArrayRecordComponent")
  record InMemory(byte[] bytes, Etag etag) implements Content {
    /** Bytes with the tag of their hash. */
    static InMemory of(byte[] bytes) {
      return new InMemory(bytes, Etag.ofContent(bytes));
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public Part part(long from, long count) {
      return new Part.Bytes(bytes, (int) from, (int) count);
    }
  }

  /** Read from its file while it is sent. */
  record OnDisk(Path file, long length, Etag etag) implements Content {
    @Override
    public Part part(long from, long count) {
      return new Part.Slice(file, from, count, length);
    }
  }
}

package naru.origin.core;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** A piece of a response's content: bytes at hand, or bytes of a file that are read when sent. */
public sealed interface Part {
  /** How many bytes it sends. */
  long length();

  /** Bytes in memory; the array is shared and never changed. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] array, int offset, int count) implements Part {
    @Override
    public long length() {
      return count;
    }
  }

  /**
   * A range of a file.
   *
   * @param file its real path
   * @param from the first byte's position
   * @param fileLength what the whole file had when the answer was decided
   * @param modified when the file had last been changed then
   */
  record Slice(Path file, long from, long length, long fileLength, Instant modified)
      implements Part {
    /** Another range of the same file. */
    public Slice range(long first, long count) {
      return new Slice(file, first, count, fileLength, modified);
    }
  }

  /**
   * A range of a file whose bytes are at hand now; who has to wait should let go of them, for they
   * can be read again.
   *
   * @param whole all of the file; shared and never changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Held(byte[] whole, Slice slice) implements Part {
    @Override
    public long length() {
      return slice.length();
    }
  }

  /** All of an array. */
  static Bytes of(byte[] bytes) {
    return new Bytes(bytes, 0, bytes.length);
  }

  /** A text in UTF-8. */
  static Bytes of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}

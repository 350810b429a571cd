package naru.origin.files;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import naru.origin.core.Answer;
import naru.trace.OriginEvent;

/**
 * An answer about a file, and what the trace is told of it.
 *
 * @param path below the root
 * @param coding the content coding sent; empty for none
 * @param bytes length of the selected representation; 0 if there is none
 * @param etag as sent; empty if there is none
 * @param siblings precompressed files beside it, and what became of each
 */
public record FileReply(
    Answer answer,
    String path,
    String coding,
    long bytes,
    String etag,
    List<OriginEvent.Sibling> siblings) {
  /** About something that is no file. */
  static FileReply of(Answer answer, String path) {
    return new FileReply(answer, path, "", 0, "", List.of());
  }

  /** The same with one field more. */
  FileReply with(String name, String value) {
    return new FileReply(answer.with(name, value), path, coding, bytes, etag, siblings);
  }

  /**
   * What an answer takes from outside.
   *
   * @param now the wall time
   * @param nanos the monotonic time
   * @param boundary separates ranges: texts that nobody can foresee, 1 to 70 letters and digits
   */
  public record Moment(Instant now, long nanos, Supplier<String> boundary) {}
}

package naru.origin.files;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import naru.base.Code;
import naru.origin.core.Answer;
import naru.origin.core.FieldLine;
import naru.origin.core.Refusal;
import naru.trace.OriginEvent;

/**
 * An answer about a file, and what the trace is told of it.
 *
 * @param answer with a refusal its status and fields alone, unless that has a page
 * @param path below the root
 * @param coding the content coding sent; empty for none
 * @param bytes length of the selected representation; 0 if there is none
 * @param etag as sent; empty if there is none
 * @param siblings precompressed files beside it, and what became of each
 * @param refusal why there is no file for who asks
 */
public record FileReply(
    Answer answer,
    String path,
    String coding,
    long bytes,
    String etag,
    List<OriginEvent.Sibling> siblings,
    Optional<Refusal> refusal) {
  /** About something that is no file. */
  static FileReply of(Answer answer, String path) {
    return new FileReply(answer, path, "", 0, "", List.of(), Optional.empty());
  }

  /** No file for who asks. */
  static FileReply refused(Code code, String detail, String path, FieldLine... fields) {
    Answer bare = Answer.of(code.status(), List.of(fields), List.of());
    return of(bare, path).because(new Refusal(code, detail, false));
  }

  /** The same, as a refusal. */
  FileReply because(Refusal why) {
    return new FileReply(answer, path, coding, bytes, etag, siblings, Optional.of(why));
  }

  /** The same with one field more. */
  FileReply with(String name, String value) {
    return new FileReply(answer.with(name, value), path, coding, bytes, etag, siblings, refusal);
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

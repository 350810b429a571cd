package naru.trace;

import java.util.List;

/** The origin: where the page comes from. */
public sealed interface OriginEvent extends Event {
  /**
   * A file was found, or not.
   *
   * @param encoding the content coding of the precompressed file that is sent; empty for the file
   *     as it is
   * @param siblings the precompressed files beside it, and what became of each
   */
  record File(String path, String encoding, long bytes, String etag, List<Sibling> siblings)
      implements OriginEvent {
    public File {
      siblings = List.copyOf(siblings);
    }
  }

  /**
   * A precompressed file beside another.
   *
   * @param file its name without folders
   * @param verdict one of the words below
   */
  record Sibling(String file, String verdict) {
    /** It is what is sent. */
    public static final String SENT = "sent";

    /** The client does not take its coding. */
    public static final String NOT_ACCEPTED = "not-accepted";

    /** The client takes it, and what is sent is more welcome or comes first. */
    public static final String PASSED_OVER = "passed-over";

    /** It is older than its file, and may hold an older state. */
    public static final String OLDER = "older";
  }

  /** The REST API did something. {@code operation} is OpenAPI's operationId. */
  record Api(String operation, String resource, int status) implements OriginEvent {}
}

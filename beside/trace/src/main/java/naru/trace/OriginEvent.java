package naru.trace;

import java.util.List;
import naru.base.Place;

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

  /**
   * What the origin has for a request, told to whoever asks without sending anything.
   *
   * @param folder where its files are; empty for the site in the program
   * @param path below it: of the file that would be sent, or of what is not there
   * @param verdict whether it is there
   * @param bytes length of the file; 0 without one
   * @param place where the origin is configured
   */
  record Looked(String folder, String path, Verdict verdict, long bytes, Place place)
      implements OriginEvent {}

  /** What became of a look. */
  enum Verdict {
    /** The file is there. */
    FILE,
    /** It is a folder, whose page is there. */
    INDEX,
    /** The file is there, with a suffix behind the name that was asked for. */
    SUFFIX,
    /** There is no such file, and that for pages which are none is sent. */
    FALLBACK,
    /** It is a folder that is asked for without its slash: the answer leads there. */
    FOLDER,
    /** There is nothing. */
    MISSING,
    /** It is a folder without a page. */
    NO_INDEX,
    /** A name in it begins with a dot. */
    HIDDEN,
    /** A link leads out of the folder. */
    OUTSIDE,
    /** This process may not read it. */
    DENIED,
    /** The file system fails. */
    UNREADABLE,
    /** Files are only read: this method is not for them. */
    METHOD,
    /** It is no path of a file. */
    REFUSED,
    /** The REST API has it. */
    API,
    /** The origin speaks of itself. */
    OWN
  }

  /** The REST API did something. {@code operation} is OpenAPI's operationId. */
  record Api(String operation, String resource, int status) implements OriginEvent {}
}

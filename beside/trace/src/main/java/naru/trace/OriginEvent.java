package naru.trace;

/** The origin: where the page comes from. */
public sealed interface OriginEvent extends Event {
  /** A file was found, or not. {@code encoding} is the precompressed form sent; may be empty. */
  record File(String path, String encoding, long bytes, String etag) implements OriginEvent {}

  /** The REST API did something. {@code operation} is OpenAPI's operationId. */
  record Api(String operation, String resource, int status) implements OriginEvent {}
}

package naru.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A response's head: a view over its bytes. RFC 9112 section 4. */
public final class ResponseHead {
  private final Fields fields = new Fields(512);
  int status;
  boolean http10;

  /** An empty head, to be filled. */
  ResponseHead() {}

  /** A head made by Naru itself. */
  public static ResponseHead of(int status) {
    ResponseHead head = new ResponseHead();
    head.start(status);
    return head;
  }

  /** Forgets everything and begins a head made by Naru itself. */
  void start(int statusCode) {
    if (statusCode < 100 || statusCode > 599) {
      throw new IllegalArgumentException("status " + statusCode);
    }
    fields.reset(0);
    status = statusCode;
    http10 = false;
  }

  public int status() {
    return status;
  }

  /** Changes the status, for a stop that answers otherwise than it was answered. */
  public void setStatus(int statusCode) {
    status = statusCode;
  }

  public Fields fields() {
    return fields;
  }

  /** The Content-Length; -1 if there is none. */
  public long contentLength() {
    int i = fields.find(Field.CONTENT_LENGTH);
    return i < 0 ? -1 : Framing.length(fields, i);
  }

  /** The media type without parameters; empty if none. */
  public String mediaType() {
    Optional<String> type = fields.text(Field.CONTENT_TYPE);
    return type.map(t -> t.split(";", 2)[0].trim()).orElse("");
  }

  /** A head of its own with the same content. */
  public ResponseHead copy() {
    ResponseHead copy = new ResponseHead();
    copy.copyFrom(this);
    return copy;
  }

  /** Becomes the same as another head, which may be shared: it is only read. */
  public void copyFrom(ResponseHead other) {
    fields.copyFrom(other.fields);
    status = other.status;
    http10 = other.http10;
  }

  /** Writes status line, fields and the empty line. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(StatusLine.of(status));
    fields.writeTo(out);
  }

  @Override
  public String toString() {
    return new String(StatusLine.of(status), StandardCharsets.US_ASCII) + fields;
  }
}

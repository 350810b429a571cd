package naru.dns.core;

import java.util.Arrays;
import java.util.Optional;
import naru.base.Place;
import naru.trace.DnsEvent.Source;
import naru.wire.dns.Message;
import org.jspecify.annotations.Nullable;

/** The answer being made: one per event loop, overwritten by the next. */
public final class Reply {
  private final byte[] bytes = new byte[Message.MAX_BYTES];
  int length;
  boolean truncated;
  boolean recursion;
  boolean recursionRefused;
  Source source = Source.SERVER;
  @Nullable Image image;
  @Nullable Forward forward;

  /** The message, in the first {@link #length} bytes. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of the message; 0 if there is none. */
  public int length() {
    return length;
  }

  /** Whether it did not fit, so that the client has to ask again over TCP. */
  public boolean isTruncated() {
    return truncated;
  }

  /** Whether it says no because others are not asked for this client. */
  public boolean isRecursionRefused() {
    return recursionRefused;
  }

  /** Where it came from. */
  public Source source() {
    return source;
  }

  /** The zone, block line or forward suffix that decided; empty if none did. */
  public String zone() {
    return image == null ? "" : image.zone;
  }

  /** Where that stands in the config. */
  public Place place() {
    return image == null ? Place.BUILT_IN : image.place;
  }

  /** Whom to ask, after {@link Responder.Decision#FORWARD}. */
  public Forward forward() {
    return Optional.ofNullable(forward).orElseThrow();
  }

  /** A copy of the message. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    length = 0;
    truncated = false;
    recursion = false;
    recursionRefused = false;
    source = Source.SERVER;
    image = null;
    forward = null;
  }
}

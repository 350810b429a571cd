package naru.dns.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.trace.DnsEvent.Source;
import naru.wire.Octets;
import naru.wire.dns.EdnsOption;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Rcode;
import naru.wire.dns.WireImage;
import org.jspecify.annotations.Nullable;

/**
 * An answer ready to send but for what differs from client to client: id, some flags, the case of
 * the question, the age of the TTLs, and EDNS. Compressed names in it point into the question,
 * which has the same length in whatever case.
 *
 * <p>Immutable but for {@link #foreignFor}, a note that any thread may renew.
 */
final class Image {
  final byte[] key;
  final long hash;

  /** The records, and where their TTLs are in it. */
  final byte[] body;

  final int[] ttlOffsets;
  final int answers;
  final int authorities;
  final int additionals;

  /** How much of the body must be sent; what follows are additional records that may be left. */
  final int requiredBytes;

  final int rcode;
  final boolean authoritative;

  /** Whether TTLs count down: answers of others. */
  final boolean ages;

  final long bornNanos;
  final long freshUntilNanos;
  final long staleUntilNanos;

  /** An Extended DNS Error as a whole option; empty if there is none. */
  final byte[] errorOption;

  final Source source;
  final String zone;
  final Place place;

  /** The responder that found that no zone and no block list of its own covers the name. */
  volatile @Nullable Object foreignFor;

  /** When an image was made and how long it is good for. */
  record Life(boolean ages, long bornNanos, long freshUntilNanos, long staleUntilNanos) {
    /** As long as the config that it was made from. */
    static final Life OF_CONFIG = new Life(false, 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Who decided. */
  record Origin(Source source, String zone, Place place) {}

  private Image(
      byte[] key,
      long hash,
      WireImage wire,
      Message message,
      boolean additionalsRequired,
      Optional<ExtendedError> error,
      Life life,
      Origin origin) {
    this.key = key;
    this.hash = hash;
    this.body = Arrays.copyOfRange(wire.bytes(), wire.questionEnd(), wire.bytes().length);
    this.ttlOffsets = Arrays.stream(wire.ttlOffsets()).map(o -> o - wire.questionEnd()).toArray();
    this.answers = message.answers().size();
    this.authorities = message.authorities().size();
    this.additionals = message.additionals().size();
    this.requiredBytes = additionalsRequired ? body.length : bytesBeforeAdditionals(message);
    this.rcode = message.rcode().code();
    this.authoritative = message.header().has(Header.AA);
    this.errorOption = error.map(Image::optionBytes).orElse(new byte[0]);
    this.ages = life.ages;
    this.bornNanos = life.bornNanos;
    this.freshUntilNanos = life.freshUntilNanos;
    this.staleUntilNanos = life.staleUntilNanos;
    this.source = origin.source;
    this.zone = origin.zone;
    this.place = origin.place;
  }

  /**
   * Makes an image.
   *
   * @param message with the question of the key in lower case and without EDNS
   * @return empty if the message would be longer than 65535 bytes
   */
  static Optional<Image> of(
      byte[] key,
      long hash,
      Message message,
      boolean additionalsRequired,
      Optional<ExtendedError> error,
      Life life,
      Origin origin) {
    return message
        .image()
        .map(wire -> new Image(key, hash, wire, message, additionalsRequired, error, life, origin));
  }

  private Image(Image old, byte[] body, byte[] errorOption, long bornNanos, long freshUntilNanos) {
    this.key = old.key;
    this.hash = old.hash;
    this.body = body;
    this.ttlOffsets = old.ttlOffsets;
    this.answers = old.answers;
    this.authorities = old.authorities;
    this.additionals = old.additionals;
    this.requiredBytes = old.requiredBytes;
    this.rcode = old.rcode;
    this.authoritative = old.authoritative;
    this.errorOption = errorOption;
    this.ages = old.ages;
    this.bornNanos = bornNanos;
    this.freshUntilNanos = freshUntilNanos;
    this.staleUntilNanos = old.staleUntilNanos;
    this.source = old.source;
    this.zone = old.zone;
    this.place = old.place;
  }

  /** The same answer, out of date, good for a little longer because nothing better can be had. */
  Image revived(long nowNanos, long ttlSeconds, long forNanos) {
    byte[] patched = body.clone();
    for (int offset : ttlOffsets) {
      Wire.put32(patched, offset, ttlSeconds);
    }
    int code =
        rcode == Rcode.NXDOMAIN.code() ? ExtendedError.STALE_NXDOMAIN : ExtendedError.STALE_ANSWER;
    byte[] why = optionBytes(new ExtendedError(code, "no upstream server answers"));
    return new Image(this, patched, why, nowNanos, nowNanos + forNanos);
  }

  /** Names point only backwards, so what comes first is written alike without what follows. */
  private int bytesBeforeAdditionals(Message message) {
    if (additionals == 0) {
      return body.length;
    }
    Message shorter =
        new Message(
            message.header(),
            message.questions(),
            message.answers(),
            message.authorities(),
            List.of(),
            Optional.empty());
    int whole = shorter.emit().map(b -> b.length).orElse(0);
    int question = message.questions().getFirst().name().wireLength() + 16;
    return whole - question;
  }

  static byte[] optionBytes(ExtendedError error) {
    EdnsOption option = error.toOption();
    Octets data = option.data();
    byte[] out = new byte[4 + data.length()];
    out[0] = (byte) (option.code() >> 8);
    out[1] = (byte) option.code();
    out[2] = (byte) (data.length() >> 8);
    out[3] = (byte) data.length();
    System.arraycopy(data.toArray(), 0, out, 4, data.length());
    return out;
  }

  boolean isFresh(long nowNanos) {
    return nowNanos - freshUntilNanos < 0 || !ages;
  }

  boolean isUsableStale(long nowNanos) {
    return ages && nowNanos - staleUntilNanos < 0 && (rcode == 0 || rcode == Rcode.NXDOMAIN.code());
  }

  /** Whole seconds since it was made. */
  long ageSeconds(long nowNanos) {
    return ages ? Math.max(0, (nowNanos - bornNanos) / 1_000_000_000L) : 0;
  }
}

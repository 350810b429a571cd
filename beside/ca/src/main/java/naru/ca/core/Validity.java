package naru.ca.core;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * From when until when a certificate is good. RFC 5280 4.1.2.5: whole seconds, both ends included.
 */
public record Validity(Instant from, Instant until) {
  /** Clocks of clients run behind; a certificate that begins now would be refused by them. */
  private static final Duration BACK_DATED = Duration.ofHours(1);

  public Validity {
    from = from.truncatedTo(ChronoUnit.SECONDS);
    until = until.truncatedTo(ChronoUnit.SECONDS);
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException("a certificate from " + from + " until " + until);
    }
  }

  /** From an hour before now for a life after now. */
  public static Validity of(Instant now, Duration life) {
    return new Validity(now.minus(BACK_DATED), now.plus(life));
  }

  public static Validity of(X509Certificate certificate) {
    return new Validity(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** The part of it that lies within its issuer's: a longer one could not be verified anyway. */
  public Validity within(Validity issuer) {
    return new Validity(
        from.isBefore(issuer.from) ? issuer.from : from,
        until.isAfter(issuer.until) ? issuer.until : until);
  }

  /** Two thirds of it: early enough to try again many times, late enough not to waste. */
  public Instant renewAfter() {
    return from.plusSeconds(Duration.between(from, until).toSeconds() * 2 / 3);
  }

  /**
   * A time before its end. One whose life was cut at its issuer's end, or that was made under
   * another config, may be shorter than that: then two thirds of it.
   */
  public Instant renewAfter(Duration before) {
    Instant at = until.minus(before);
    return at.isAfter(from.plus(BACK_DATED)) ? at : renewAfter();
  }

  public boolean includes(Instant now) {
    return !now.isBefore(from) && !now.isAfter(until);
  }
}

package naru.origin.core;

import java.time.Instant;
import java.util.Optional;

/**
 * What tells one state of a resource from another. RFC 9110 section 8.8.
 *
 * @param modified as Last-Modified says it; empty if nothing is said
 */
public record Validators(Etag etag, Optional<Instant> modified) {
  /** By tag alone. */
  public static Validators of(Etag etag) {
    return new Validators(etag, Optional.empty());
  }

  /** By tag and date; the date loses what is finer than a second. */
  public static Validators of(Etag etag, Instant modified) {
    return new Validators(etag, Optional.of(HttpDate.seconds(modified)));
  }
}

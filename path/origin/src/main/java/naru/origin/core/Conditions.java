package naru.origin.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a conditional request is to be done. A decision, in the order of RFC 9110 section 13.2.2.
 *
 * <p>It is asked only when the request without conditions would succeed (section 13.2.1).
 */
public final class Conditions {
  /** What to do. */
  public sealed interface Verdict {}

  /**
   * Do as asked.
   *
   * @param range whether a Range field may be honoured
   */
  public record Proceed(boolean range) implements Verdict {}

  /** Answer 304. */
  public record NotModified() implements Verdict {}

  /** Answer 412. */
  public record Failed(String field) implements Verdict {}

  private static final Duration CLOCK_STEP = Duration.ofSeconds(1);

  private final Ask ask;
  private final Optional<Validators> current;
  private final Instant now;

  private Conditions(Ask ask, Optional<Validators> current, Instant now) {
    this.ask = ask;
    this.current = current;
    this.now = now;
  }

  /**
   * Decides.
   *
   * @param current the state now; empty if the resource has no representation
   * @param now decides whether a date is a strong validator
   */
  public static Verdict of(Ask ask, Optional<Validators> current, Instant now) {
    return new Conditions(ask, current, now).verdict();
  }

  private Verdict verdict() {
    Optional<String> ifMatch = ask.fields().get("if-match");
    if (ifMatch.isPresent()) {
      EtagList list = EtagList.parse(ifMatch.get());
      if (current.filter(v -> list.listsStrongly(v.etag())).isEmpty()) {
        return new Failed("If-Match");
      }
    } else if (modifiedSince("if-unmodified-since").orElse(false)) {
      return new Failed("If-Unmodified-Since");
    }
    Optional<String> ifNoneMatch = ask.fields().get("if-none-match");
    if (ifNoneMatch.isPresent()) {
      EtagList list = EtagList.parse(ifNoneMatch.get());
      if (current.filter(v -> list.listsWeakly(v.etag())).isPresent()) {
        return ask.isRetrieval() ? new NotModified() : new Failed("If-None-Match");
      }
    } else if (ask.isRetrieval() && !modifiedSince("if-modified-since").orElse(true)) {
      return new NotModified();
    }
    return new Proceed(ask.method().equals("GET") && ifRange());
  }

  /** Whether it was modified after the field's date; empty if the field or the date is missing. */
  private Optional<Boolean> modifiedSince(String field) {
    Optional<Instant> modified = current.flatMap(Validators::modified);
    Optional<Instant> date = ask.fields().get(field).flatMap(t -> HttpDate.parse(t, now));
    return modified.flatMap(m -> date.map(m::isAfter));
  }

  /** Section 13.1.5: true without the field; only strong validators count. */
  private boolean ifRange() {
    Optional<String> field = ask.fields().get("if-range");
    if (field.isEmpty() || !ask.fields().has("range")) {
      return true;
    }
    String value = field.get().strip();
    if (value.endsWith("\"")) {
      EtagList list = EtagList.parse(value);
      return list.tags().size() == 1
          && current.filter(v -> list.listsStrongly(v.etag())).isPresent();
    }
    Optional<Instant> date = HttpDate.parse(value, now);
    return current.flatMap(Validators::modified).filter(this::isStrong).equals(date)
        && date.isPresent();
  }

  /** A date is weak while the resource could still change within the same second (8.8.2.2). */
  private boolean isStrong(Instant modified) {
    return Duration.between(modified, now).compareTo(CLOCK_STEP) > 0;
  }
}

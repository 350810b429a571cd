package naru.trace.log;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import naru.trace.PartFacts;

/** What a line can tell of a request: a {@link Datum}, or a field of the request. */
public sealed interface Told permits Datum, Told.OfField {
  /** How a template names a field: {@code field:user-agent}. */
  String FIELD = "field:";

  /** Writes the value; nothing, or {@code -} for a time, if there is none. */
  void write(PartFacts f, Instant time, Moment moment, Line line);

  /** What is told under that name. */
  static Optional<Told> named(String word) {
    return word.startsWith(FIELD) && word.length() > FIELD.length()
        ? Optional.of(new OfField(word.substring(FIELD.length())))
        : Datum.named(word).map(d -> d);
  }

  /**
   * The value of a request's field.
   *
   * @param name in lower case
   */
  record OfField(String name) implements Told {
    public OfField {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      int i = f.field(name);
      if (i >= 0) {
        line.escaped(f.text(), f.fieldOffset(i), f.fieldLength(i));
      }
    }
  }
}

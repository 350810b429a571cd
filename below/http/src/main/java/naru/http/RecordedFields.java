package naru.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.trace.PartFacts;
import naru.trace.Party;
import naru.trace.Span;

/** Which fields of a request the trace is told of, because someone asked for them. */
final class RecordedFields {
  static final RecordedFields NONE = new RecordedFields(List.of());

  private final String[] names;
  private final byte[][] bytes;

  private RecordedFields(List<String> names) {
    this.names = names.toArray(String[]::new);
    this.bytes = new byte[this.names.length][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = this.names[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** These, in lower case. */
  static RecordedFields of(List<String> names) {
    if (names.size() > PartFacts.MAX_FIELDS) {
      throw new IllegalArgumentException("at most " + PartFacts.MAX_FIELDS + " fields");
    }
    return names.isEmpty() ? NONE : new RecordedFields(names);
  }

  /** Tells those that a request has: of several lines of one name the first. */
  void tell(Fields f, Span span, Party from, Party at) {
    for (int n = 0; n < names.length; n++) {
      for (int i = 0; i < f.size(); i++) {
        boolean same =
            f.isLive(i) && Ascii.equalsLower(f.bytes(), f.nameOffset(i), f.nameLength(i), bytes[n]);
        if (same) {
          span.field(from, at, names[n], f.bytes(), f.valueOffset(i), f.valueLength(i));
          break;
        }
      }
    }
  }
}

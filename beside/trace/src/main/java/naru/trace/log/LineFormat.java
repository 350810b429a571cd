package naru.trace.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import naru.trace.PartFacts;

/** How a line looks. */
public sealed interface LineFormat {
  /** Appends a line, with its end. */
  void write(PartFacts facts, Instant time, Moment moment, Line line);

  /** Names of the request's fields that it tells, in lower case. */
  default List<String> fields() {
    return List.of();
  }

  /** One JSON object, all that is known, recorded fields too; what is not there is left out. */
  record Json() implements LineFormat {
    private static final Datum[] ALL = Datum.values();

    @Override
    public void write(PartFacts facts, Instant time, Moment moment, Line line) {
      char before = '{';
      for (Datum datum : ALL) {
        if (datum.isNews(facts)) {
          before = member(datum, before, facts, time, moment, line);
        }
      }
      for (int i = 0; i < facts.fields(); i++) {
        line.put(before).put('"').plain(Told.FIELD).plain(facts.fieldName(i)).plain("\":\"");
        line.escaped(facts.text(), facts.fieldOffset(i), facts.fieldLength(i)).put('"');
      }
      line.plain("}\n");
    }

    private static char member(
        Datum datum, char before, PartFacts facts, Instant time, Moment moment, Line line) {
      int start = line.length();
      line.put(before).put('"').plain(datum.word()).plain("\":");
      int value = line.length();
      if (datum.isText()) {
        line.put('"');
        datum.write(facts, time, moment, line);
        if (line.length() == value + 1) {
          line.cut(start);
          return before;
        }
        line.put('"');
        return ',';
      }
      datum.write(facts, time, moment, line);
      if (line.isDash(value)) {
        line.cut(start);
        return before;
      }
      return ',';
    }
  }

  /**
   * Text with data in braces, such as <code>{client-ip} "{method} {path}" {status}</code>; what is
   * not there is {@code -}.
   *
   * @param pieces texts and data in turn, beginning and ending with a text
   */
  record Template(List<String> pieces, List<Told> data) implements LineFormat {
    /** The Combined Log Format. */
    public static final String COMBINED =
        "{client-ip} - {user} [{time-common}] \"{method} {path} {protocol}\" {status}"
            + " {response-bytes} \"{field:referer}\" \"{field:user-agent}\"";

    public Template {
      pieces = List.copyOf(pieces);
      data = List.copyOf(data);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Template parse(String text) {
      List<String> pieces = new ArrayList<>();
      List<Told> data = new ArrayList<>();
      int from = 0;
      for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
        int close = text.indexOf('}', open);
        if (close < 0) {
          throw new IllegalArgumentException("a brace is not closed in '" + text + "'");
        }
        String word = text.substring(open + 1, close);
        pieces.add(text.substring(from, open));
        data.add(
            Told.named(word)
                .orElseThrow(
                    () -> new IllegalArgumentException("a line cannot tell '" + word + "'")));
        from = close + 1;
      }
      pieces.add(text.substring(from));
      return new Template(pieces, data);
    }

    @Override
    public List<String> fields() {
      return data.stream()
          .filter(Told.OfField.class::isInstance)
          .map(t -> ((Told.OfField) t).name())
          .distinct()
          .toList();
    }

    @Override
    public void write(PartFacts facts, Instant time, Moment moment, Line line) {
      for (int i = 0; i < data.size(); i++) {
        line.plain(pieces.get(i));
        int before = line.length();
        data.get(i).write(facts, time, moment, line);
        if (line.length() == before) {
          line.put('-');
        }
      }
      line.plain(pieces.getLast()).put('\n');
    }
  }
}

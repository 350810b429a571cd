package naru.gateway.change;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.HeaderChange.Line;
import naru.gateway.core.Spelling;
import naru.http.Exchange;
import naru.http.FieldLines;
import naru.http.Fields;
import naru.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Changes of fields, ready to be made: names to take out, lines to copy in, gaps to fill. */
final class HeaderEdit {
  private final String[] out;
  private final FieldLines constant;
  private final Line[] filled;

  private HeaderEdit(List<String> out, FieldLines constant, List<Line> filled) {
    this.out = out.toArray(String[]::new);
    this.constant = constant;
    this.filled = filled.toArray(Line[]::new);
  }

  /** The part of a change that is about these fields; null if there is none. */
  static @Nullable HeaderEdit of(HeaderChange change, Predicate<String> about) {
    List<String> out = new ArrayList<>(change.remove());
    change.set().forEach(line -> out.add(line.name()));
    out.removeIf(about.negate());
    Fields ready = ResponseHead.of(200).fields();
    List<Line> filled = new ArrayList<>();
    List<Line> lines = new ArrayList<>(change.set());
    lines.addAll(change.add());
    for (Line line : lines) {
      if (about.test(line.name())) {
        if (line.value().isConstant()) {
          ready.add(line.name(), line.value().constant());
        } else {
          filled.add(line);
        }
      }
    }
    return out.isEmpty() && filled.isEmpty() && ready.size() == 0
        ? null
        : new HeaderEdit(out, ready.from(0), filled);
  }

  /** Changes a request, and takes out with each name what servers may take for it. */
  void applyToRequest(Fields f, Exchange x, Gaps gaps) {
    for (String name : out) {
      Spelling.removeAll(f, name);
    }
    apply(f, x, gaps);
  }

  void apply(Fields f, Exchange x, Gaps gaps) {
    for (String name : out) {
      f.removeAll(name);
    }
    f.add(constant);
    for (Line line : filled) {
      f.add(line.name(), gaps.fill(line.value(), x));
    }
  }
}

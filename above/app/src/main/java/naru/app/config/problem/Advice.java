package naru.app.config.problem;

import java.util.Collection;
import java.util.Optional;
import naru.app.text.Nearest;
import naru.app.text.Text;
import naru.base.Place;

/** The sentences that tell how to put a problem right. */
public final class Advice {
  private static final Text MEANT = Text.of("did you mean '{0}'?", "혹시 '{0}'인가요?");
  private static final Text MEANT_AT = Text.of("did you mean '{0}' ({1})?", "혹시 '{0}'인가요? ({1})");
  private static final Text KNOWN = Text.of("known here: {0}", "쓸 수 있는 이름: {0}");
  private static final Text WRITE = Text.of("write {0}", "이렇게 쓰세요: {0}");

  private Advice() {}

  /** The nearest of the names, or else all of them if they are few. */
  public static Optional<Text> among(String word, Collection<String> names) {
    return Nearest.to(word, names)
        .map(Advice::meant)
        .or(() -> names.isEmpty() ? Optional.empty() : Optional.of(known(names)));
  }

  private static Text known(Collection<String> names) {
    return KNOWN.with(String.join(", ", names));
  }

  public static Text meant(String name) {
    return MEANT.with(name);
  }

  public static Text meant(String name, Place at) {
    return MEANT_AT.with(name, Problem.where(at));
  }

  /** Literal text that would do. */
  public static Text write(String yaml) {
    return WRITE.with("'" + yaml + "'");
  }
}

package naru.app.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import naru.app.text.Language;
import naru.base.Code;

/** What each {@link Code} means and what to do about it, in a language. */
final class Reasons {
  private final ResourceBundle texts;

  private Reasons(ResourceBundle texts) {
    this.texts = texts;
  }

  static Reasons in(Language language) {
    String name = "reasons_" + language.tag() + ".properties";
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(Reasons.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      return new Reasons(new PropertyResourceBundle(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What happened, and who did it. */
  String means(Code code) {
    return texts.getString(code.reason());
  }

  /** What helps. */
  String remedy(Code code) {
    return texts.getString(code.reason() + ".do");
  }

  /** Whether both are there. */
  boolean knows(Code code) {
    return texts.containsKey(code.reason()) && texts.containsKey(code.reason() + ".do");
  }
}

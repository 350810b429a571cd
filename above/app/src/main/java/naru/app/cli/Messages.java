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
import naru.app.text.Text;

/**
 * What commands say to people, from {@code messages_en.properties} and {@code
 * messages_ko.properties}. A test holds both files to the same keys and the same gaps.
 */
public final class Messages {
  private final Language language;
  private final ResourceBundle bundle;

  private Messages(Language language, ResourceBundle bundle) {
    this.language = language;
    this.bundle = bundle;
  }

  /** The messages in one language. */
  public static Messages in(Language language) {
    String name = "messages_" + language.tag() + ".properties";
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(Messages.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      return new Messages(language, new PropertyResourceBundle(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Language language() {
    return language;
  }

  /**
   * The message, its gaps filled.
   *
   * @throws java.util.MissingResourceException if there is no such key
   */
  public String say(String key, String... values) {
    return Text.same(bundle.getString(key)).with(values).in(language);
  }

  /** As the command line library wants them, for its help pages. */
  ResourceBundle bundle() {
    return bundle;
  }
}

package naru.trace.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;

/**
 * The words of one language: {@code words.en.properties} and {@code words.ko.properties}, UTF-8.
 */
final class Words {
  private static final Words EN = read(Lang.EN);
  private static final Words KO = read(Lang.KO);

  private final Properties table = new Properties();

  private Words() {}

  static Words in(Lang lang) {
    return switch (lang) {
      case EN -> EN;
      case KO -> KO;
    };
  }

  /** The words of a key with {@code {0}}, {@code {1}}.. replaced, in one pass. */
  String say(String key, Object... facts) {
    String form = table.getProperty(key);
    if (form == null) {
      throw new IllegalArgumentException("no words for '" + key + "'");
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      if (c == '{' && i + 2 < form.length() && form.charAt(i + 2) == '}') {
        out.append(facts[form.charAt(i + 1) - '0']);
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The words of a key that comes from a trace; the word itself if the table does not know it. */
  String sayOr(String key, String otherwise) {
    return table.getProperty(key, otherwise);
  }

  Set<String> keys() {
    return table.stringPropertyNames();
  }

  String form(String key) {
    return table.getProperty(key, "");
  }

  private static Words read(Lang lang) {
    String name = "words." + lang.tag() + ".properties";
    try (InputStream in = Words.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      Words words = new Words();
      words.table.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package naru.app.text;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The languages that Naru speaks to people. Codes, paths, keys and JSON members never change. */
public enum Language {
  EN,
  KO;

  /** What the environment asks for: the first of LC_ALL, LC_MESSAGES and LANG that is set. */
  public static Language of(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .filter(value -> value.startsWith("ko"))
        .map(value -> KO)
        .orElse(EN);
  }

  /** As in file names and the option {@code --lang}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package naru.trace.render;

import java.util.Locale;

/** The languages of the words. */
public enum Lang {
  EN,
  KO;

  /** The language of a tag such as {@code ko}, {@code ko_KR.UTF-8}; English for every other. */
  public static Lang of(String tag) {
    return tag.toLowerCase(Locale.ROOT).startsWith("ko") ? KO : EN;
  }

  /** The tag, as in the names of the message tables. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}

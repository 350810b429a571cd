package naru.app.text;

import java.util.List;

/** The same words in both languages; {@code {0}}, {@code {1}} stand for what is filled in. */
public record Text(String en, String ko) {
  /** Nothing. */
  public static final Text NONE = same("");

  public static Text of(String en, String ko) {
    return new Text(en, ko);
  }

  /** Names, values and numbers, which are the same in both. */
  public static Text same(String text) {
    return new Text(text, text);
  }

  public String in(Language language) {
    return switch (language) {
      case EN -> en;
      case KO -> ko;
    };
  }

  /** Fills the gaps. */
  public Text with(List<Text> values) {
    return new Text(fill(en, values, Language.EN), fill(ko, values, Language.KO));
  }

  /** Fills the gaps. */
  public Text with(Text... values) {
    return with(List.of(values));
  }

  /** Fills the gaps with what is the same in both languages. */
  public Text with(String... values) {
    return with(List.of(values).stream().map(Text::same).toList());
  }

  /** One pass, so that braces inside a value are never taken for a gap. */
  private static String fill(String template, List<Text> values, Language language) {
    StringBuilder out = new StringBuilder(template.length() + 32);
    for (int i = 0; i < template.length(); i++) {
      int gap = gapAt(template, i, values.size());
      if (gap < 0) {
        out.append(template.charAt(i));
      } else {
        out.append(values.get(gap).in(language));
        i += 2;
      }
    }
    return out.toString();
  }

  private static int gapAt(String template, int at, int count) {
    boolean shaped =
        template.charAt(at) == '{' && at + 2 < template.length() && template.charAt(at + 2) == '}';
    int gap = shaped ? template.charAt(at + 1) - '0' : -1;
    return gap < count ? gap : -1;
  }
}

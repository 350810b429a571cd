package naru.base;

import java.util.Locale;

/**
 * A domain name or a wildcard over one, as rules, certificates and routes use it.
 *
 * <ul>
 *   <li>{@code shop.naru.test} matches itself alone
 *   <li>{@code *.naru.test} matches every name below {@code naru.test}, at any depth, not itself
 *   <li>{@code *} matches everything
 * </ul>
 *
 * Matching ignores case and one trailing dot.
 */
public final class DomainPattern {
  private final String text;
  private final Kind kind;

  /** Lower case; for a wildcard with its leading dot. */
  private final String suffix;

  private enum Kind {
    EXACT,
    BELOW,
    ANY
  }

  private DomainPattern(String text, Kind kind, String suffix) {
    this.text = text;
    this.kind = kind;
    this.suffix = suffix;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static DomainPattern parse(String text) {
    String name = normal(text);
    if (name.equals("*")) {
      return new DomainPattern(text, Kind.ANY, "");
    }
    boolean below = name.startsWith("*.");
    String rest = below ? name.substring(1) : name;
    if (rest.isEmpty() || rest.equals(".") || rest.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is no domain pattern: write name, *.name or *");
    }
    if (rest.contains("..") || rest.chars().anyMatch(c -> c <= ' ' || c == '/')) {
      throw new IllegalArgumentException("'" + text + "' is not a domain name");
    }
    return new DomainPattern(text, below ? Kind.BELOW : Kind.EXACT, rest);
  }

  /** Whether the name is covered. */
  public boolean matches(String name) {
    return switch (kind) {
      case ANY -> true;
      case EXACT -> normal(name).equals(suffix);
      case BELOW -> {
        String n = normal(name);
        yield n.length() > suffix.length() && n.endsWith(suffix);
      }
    };
  }

  /** Whether this pattern is one name without a wildcard. */
  public boolean isExact() {
    return kind == Kind.EXACT;
  }

  /**
   * How many characters of a name it fixes: the longer, the more specific. Exact beats wildcard.
   */
  public int specificity() {
    return kind == Kind.EXACT ? 1000 + suffix.length() : suffix.length();
  }

  private static String normal(String name) {
    String n = name.toLowerCase(Locale.ROOT);
    return n.endsWith(".") && n.length() > 1 ? n.substring(0, n.length() - 1) : n;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DomainPattern p && p.kind == kind && p.suffix.equals(suffix);
  }

  @Override
  public int hashCode() {
    return suffix.hashCode() * 31 + kind.ordinal();
  }

  @Override
  public String toString() {
    return text;
  }
}

package naru.ca.core;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import naru.base.IpRange;

/**
 * A name that a certificate can speak for: a DNS name in ASCII without a trailing dot, or an
 * address literal in its shortest usual form. Wildcards are no subject here.
 *
 * @param text lower case
 * @param address whether it is an address literal
 */
public record SubjectName(String text, boolean address) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final int MAX_NAME = 253;

  /** Reads a name; empty if it is neither a DNS name (RFC 1034 3.5) nor an address literal. */
  public static Optional<SubjectName> parse(String text) {
    if (IpRange.isLiteral(text)) {
      return Optional.of(new SubjectName(IpRange.literal(text).getHostAddress(), true));
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return isDnsName(name) ? Optional.of(new SubjectName(name, false)) : Optional.empty();
  }

  private static boolean isDnsName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}

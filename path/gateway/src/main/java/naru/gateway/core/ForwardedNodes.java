package naru.gateway.core;

import java.net.InetAddress;
import java.util.Optional;
import naru.base.IpRange;

/**
 * The addresses that the {@code for} of each element of a Forwarded field tells, from the right,
 * where those of the nearest proxies stand, and what else an element says. RFC 7239 sections 4 to
 * 6.
 *
 * <p>It is read from the right too: what stands further left was written by others, and a quote
 * that they left open must not swallow what a trusted proxy appended.
 */
final class ForwardedNodes {
  private final String list;

  /** What was read stands behind this; negative when all was. */
  private int end;

  /** What was read last. */
  private String element = "";

  ForwardedNodes(String list) {
    this.list = list;
    this.end = list.length();
  }

  /** Whether there is one more element. */
  boolean hasNext() {
    return end >= 0;
  }

  /**
   * The next element to the left: whose request it was. Empty if that is not told: unknown, a name
   * made up to hide it ({@code _hidden}), no {@code for} or two, or nothing that can be read.
   */
  Optional<InetAddress> next() {
    int begin = before(',', end);
    element = list.substring(begin + 1, end);
    end = begin;
    return address(value("for"));
  }

  /** Where the sign stands last before {@code to}, outside quotes; -1 if it does not. */
  private int before(char sign, int to) {
    boolean quoted = false;
    for (int i = to - 1; i >= 0; i--) {
      char c = list.charAt(i);
      if (c == '"' && !(quoted && isEscaped(i))) {
        quoted = !quoted;
      } else if (c == sign && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private boolean isEscaped(int i) {
    int slashes = 0;
    while (i - 1 - slashes >= 0 && list.charAt(i - 1 - slashes) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  /** What the element that was read last says under this name; empty if nothing, or twice. */
  String value(String name) {
    String found = "";
    int from = 0;
    while (from <= element.length()) {
      int to = endOfPair(element, from);
      String pair = element.substring(from, to).strip();
      if (pair.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
        if (!found.isEmpty()) {
          return "";
        }
        found = pair.substring(name.length() + 1);
      }
      from = to + 1;
    }
    return unquoted(found);
  }

  private static int endOfPair(String element, int from) {
    boolean quoted = false;
    for (int i = from; i < element.length(); i++) {
      char c = element.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ';' && !quoted) {
        return i;
      }
    }
    return element.length();
  }

  /** RFC 9110 section 5.6.4. */
  private static String unquoted(String value) {
    boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return isQuoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }

  /** An address of version 4, or of version 6 in brackets, perhaps with a port or what hides it. */
  private static Optional<InetAddress> address(String node) {
    int closing = node.startsWith("[") ? node.indexOf(']') : -1;
    int colon = node.indexOf(':', Math.max(0, closing));
    String host = colon < 0 ? node : node.substring(0, colon);
    boolean goodPort =
        colon < 0 || node.substring(colon + 1).matches("[0-9]{1,5}|_[A-Za-z0-9._-]+");
    boolean six = closing > 0 && closing == host.length() - 1;
    String literal = six ? host.substring(1, closing) : host;
    if (!goodPort || six != literal.contains(":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(IpRange.literal(literal));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}

package naru.cache.core;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated lists whose members may hold quoted strings. RFC 9110 section 5.6. */
final class ListSyntax {
  private ListSyntax() {}

  /** The members over several lines, trimmed; empty members are left out. */
  static List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      split(line, members);
    }
    return members;
  }

  private static void split(String line, List<String> members) {
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        i = closingQuote(line, i);
      } else if (c == ',') {
        addTrimmed(line.substring(start, i), members);
        start = i + 1;
      }
    }
    addTrimmed(line.substring(Math.min(start, line.length())), members);
  }

  /** The index of the quote that closes the one at {@code open}, or of the last char. */
  private static int closingQuote(String line, int open) {
    for (int i = open + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    return line.length() - 1;
  }

  private static void addTrimmed(String raw, List<String> members) {
    String member = raw.strip();
    if (!member.isEmpty()) {
      members.add(member);
    }
  }

  /** The content of a quoted string; anything else as it is. */
  static String unquoted(String s) {
    if (s.length() < 2 || s.charAt(0) != '"' || s.charAt(s.length() - 1) != '"') {
      return s;
    }
    StringBuilder out = new StringBuilder(s.length());
    for (int i = 1; i < s.length() - 1; i++) {
      char c = s.charAt(i);
      if (c == '\\' && i + 1 < s.length() - 1) {
        c = s.charAt(++i);
      }
      out.append(c);
    }
    return out.toString();
  }
}

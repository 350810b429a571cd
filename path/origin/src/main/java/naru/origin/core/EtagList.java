package naru.origin.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of If-Match or If-None-Match: {@code *} or a list of tags. RFC 9110 sections 13.1.1,
 * 13.1.2.
 *
 * @param any whether it is {@code *}
 * @param tags what is listed; a malformed list has none, so it matches nothing
 */
record EtagList(boolean any, List<Etag> tags) {
  private static final EtagList NONE = new EtagList(false, List.of());

  /** Reads a field value. */
  static EtagList parse(String value) {
    String text = value.strip();
    if (text.equals("*")) {
      return new EtagList(true, List.of());
    }
    List<Etag> tags = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        at++;
        continue;
      }
      boolean weak = text.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = text.indexOf('"', open + 1);
      if (open >= text.length() || text.charAt(open) != '"' || close < 0) {
        return NONE;
      }
      tags.add(new Etag(weak, text.substring(open + 1, close)));
      at = close + 1;
    }
    return new EtagList(false, List.copyOf(tags));
  }

  /** Whether a tag is listed, by the strong comparison that If-Match needs. */
  boolean listsStrongly(Etag etag) {
    return any || tags.stream().anyMatch(etag::matchesStrongly);
  }

  /** Whether a tag is listed, by the weak comparison that If-None-Match needs. */
  boolean listsWeakly(Etag etag) {
    return any || tags.stream().anyMatch(etag::matchesWeakly);
  }
}

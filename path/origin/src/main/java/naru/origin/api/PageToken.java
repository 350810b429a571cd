package naru.origin.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where the next page begins: behind the last product of this one, whatever has been added or
 * removed in front of it meanwhile. Opaque to clients, and good only for the list that gave it.
 *
 * @param list which list: a hash of filter and order
 * @param seq number of the last product
 * @param key what it has in the list's order: a {@code Long} or a {@code String}
 */
record PageToken(int list, long seq, Object key) {
  static final int MOST_CHARS = 1024;

  static PageToken after(Product last, ListQuery query) {
    return new PageToken(query.identity(), last.seq(), query.sort().key(last));
  }

  /** Reads a token that was given for this list; empty if it was not. */
  static Optional<PageToken> parse(String text, int list, Sort sort) {
    if (text.length() > MOST_CHARS) {
      return Optional.empty();
    }
    try {
      byte[] raw = Base64.getUrlDecoder().decode(text);
      String[] pieces = new String(raw, StandardCharsets.UTF_8).split(":", 3);
      if (pieces.length < 3 || Integer.parseUnsignedInt(pieces[0], 16) != list) {
        return Optional.empty();
      }
      Object key = sort.isText() ? pieces[2] : Long.valueOf(pieces[2]);
      return Optional.of(new PageToken(list, Long.parseLong(pieces[1]), key));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    String text = Integer.toHexString(list) + ":" + seq + ":" + key;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

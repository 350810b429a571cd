package naru.dns.core;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import naru.base.IpRange;
import naru.wire.Octets;
import naru.wire.dns.Name;
import naru.wire.dns.Rdata;
import naru.wire.dns.Type;

/**
 * A record as the config writes it: {@code A 127.0.0.1}, {@code CNAME shop}, {@code 300 MX 10
 * mail}, {@code TXT "naru lab"}. Names without a final dot are completed with the zone.
 *
 * @param ttlSeconds negative if the text names none
 */
record RecordText(long ttlSeconds, Rdata data) {
  private static final long NO_TTL = -1;

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static RecordText parse(String text, Name zone) {
    List<Word> words = words(text);
    long ttl = NO_TTL;
    if (!words.isEmpty() && words.getFirst().isNumber()) {
      ttl = words.removeFirst().number("TTL", Integer.MAX_VALUE, text);
    }
    if (words.isEmpty()) {
      throw wrong(text, "write a type and its data, such as 'A 127.0.0.1'");
    }
    Type type = Type.parse(words.removeFirst().text());
    return new RecordText(ttl, new Data(text, zone, type, words).read());
  }

  /** The name of a record, {@code @} and relative names completed with the zone. */
  static Name owner(String text, Name zone) {
    if (text.equals("@")) {
      return zone;
    }
    Name name = Name.parse(text);
    if (text.endsWith(".") && !text.endsWith("\\.")) {
      return name;
    }
    return name.under(zone);
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("record '" + text + "': " + why);
  }

  /** Words between blanks; a quoted one may hold blanks and escapes. */
  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      boolean quoted = text.charAt(at) == '"';
      StringBuilder word = new StringBuilder();
      int i = quoted ? at + 1 : at;
      while (i < text.length() && !ends(text.charAt(i), quoted)) {
        if (quoted && text.charAt(i) == '\\' && i + 1 < text.length()) {
          i++;
        }
        word.append(text.charAt(i++));
      }
      if (quoted && i >= text.length()) {
        throw wrong(text, "a quote is not closed");
      }
      words.add(new Word(word.toString(), quoted));
      at = quoted ? i + 1 : i;
    }
    return words;
  }

  private static boolean ends(char c, boolean quoted) {
    return quoted ? c == '"' : Character.isWhitespace(c);
  }

  private record Word(String text, boolean quoted) {
    boolean isNumber() {
      return !quoted && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    long number(String what, long max, String whole) {
      if (!isNumber() || text.length() > 10 || Long.parseLong(text) > max) {
        throw wrong(whole, what + " '" + text + "' is not a number from 0 to " + max);
      }
      return Long.parseLong(text);
    }
  }

  /** The words after the type, read in turn. */
  private record Data(String whole, Name zone, Type type, List<Word> words) {
    Rdata read() {
      Rdata data =
          switch (type.code()) {
            case 1 -> new Rdata.A(address("IPv4", Inet4Address.class));
            case 28 -> new Rdata.Aaaa(address("IPv6", Inet6Address.class));
            case 2 -> new Rdata.Ns(name());
            case 5 -> new Rdata.Cname(name());
            case 12 -> new Rdata.Ptr(name());
            case 15 -> new Rdata.Mx((int) number("preference", 0xffff), name());
            case 16 -> txt();
            case 33 ->
                new Rdata.Srv(
                    (int) number("priority", 0xffff),
                    (int) number("weight", 0xffff),
                    (int) number("port", 0xffff),
                    name());
            case 6 -> soa();
            case 257 ->
                new Rdata.Caa(
                    (int) number("flags", 255),
                    next("tag").text(),
                    Octets.ofText(next("value").text()));
            default -> opaque();
          };
      if (!words.isEmpty()) {
        throw wrong(whole, "'" + words.getFirst().text() + "' is one word too many");
      }
      return data;
    }

    private Rdata.Soa soa() {
      return new Rdata.Soa(
          name(),
          name(),
          number("serial", 0xffffffffL),
          number("refresh", Integer.MAX_VALUE),
          number("retry", Integer.MAX_VALUE),
          number("expire", Integer.MAX_VALUE),
          number("minimum", Integer.MAX_VALUE));
    }

    private Rdata.Txt txt() {
      List<Octets> strings = new ArrayList<>();
      do {
        strings.addAll(pieces(Octets.ofText(next("text").text())));
      } while (!words.isEmpty());
      return new Rdata.Txt(strings);
    }

    /** A text longer than 255 bytes becomes several, which readers join again. */
    private static List<Octets> pieces(Octets text) {
      byte[] all = text.toArray();
      List<Octets> out = new ArrayList<>(1);
      int from = 0;
      do {
        int to = Math.min(all.length, from + 255);
        out.add(Octets.of(Arrays.copyOfRange(all, from, to)));
        from = to;
      } while (from < all.length);
      return out;
    }

    private Rdata opaque() {
      if (!next("\\#").text().equals("\\#") || type.equals(Type.OPT) || type.code() == 0) {
        throw wrong(whole, "data of type " + type + " is written '\\# length hex' (RFC 3597)");
      }
      long length = number("length", 0xffff);
      StringBuilder hex = new StringBuilder();
      while (!words.isEmpty()) {
        hex.append(words.removeFirst().text());
      }
      if (hex.length() != 2 * length || !hex.toString().matches("[0-9A-Fa-f]*")) {
        throw wrong(whole, "the data is not " + length + " bytes of hex");
      }
      return new Rdata.Opaque(type, Octets.of(HexFormat.of().parseHex(hex)));
    }

    private <T extends InetAddress> T address(String family, Class<T> kind) {
      String text = next("address").text();
      if (!IpRange.isLiteral(text) || !kind.isInstance(IpRange.literal(text))) {
        throw wrong(whole, "'" + text + "' is not an " + family + " address");
      }
      return kind.cast(IpRange.literal(text));
    }

    private Name name() {
      String text = next("name").text();
      try {
        return owner(text, zone);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("record '" + whole + "': " + e.getMessage(), e);
      }
    }

    private long number(String what, long max) {
      return next(what).number(what, max, whole);
    }

    private Word next(String what) {
      if (words.isEmpty()) {
        throw wrong(whole, "the " + what + " is missing");
      }
      return words.removeFirst();
    }
  }
}

package naru.origin.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request path as names below a root. RFC 3986 sections 2.1, 3.3, 5.2.4.
 *
 * <p>Each segment is decoded once and alone, so an encoded slash never separates and a twice
 * encoded dot stays a name with a percent sign. No list of names that leaves here can climb: it
 * holds no empty name, no {@code .}, no {@code ..}, no separator and no control character.
 */
public sealed interface SitePath {
  /** How deep a path may be. */
  int MOST_NAMES = 64;

  /** The longest name, in bytes of UTF-8; what common file systems hold. */
  int LONGEST_NAME_BYTES = 255;

  /**
   * A path that may be looked up.
   *
   * @param names from the root downwards
   * @param folder whether it ended with a slash
   */
  record Clean(List<String> names, boolean folder) implements SitePath {
    public Clean {
      names = List.copyOf(names);
    }

    /** Whether a name begins with a dot; {@code .well-known} (RFC 8615) does not count. */
    public boolean isHidden() {
      return names.stream().anyMatch(n -> n.startsWith(".") && !n.equals(".well-known"));
    }

    /** The same with something behind the last name, of which there is one. */
    public Clean with(String suffix) {
      List<String> longer = new ArrayList<>(names);
      longer.set(longer.size() - 1, longer.getLast() + suffix);
      return new Clean(longer, folder);
    }

    /** The names joined by slashes, without one at either end. */
    public String joined() {
      return String.join("/", names);
    }

    /** As a request path again: begins with exactly one slash, so never names another host. */
    public String encoded() {
      StringBuilder out = new StringBuilder();
      names.forEach(n -> encode(n, out.append('/')));
      return out.append(folder || names.isEmpty() ? "/" : "").toString();
    }
  }

  /** A path that is answered with 400. */
  record Refused(String why) implements SitePath {}

  /** Reads the path of a request, as sent. */
  static SitePath parse(String path) {
    if (!path.startsWith("/")) {
      return new Refused("a path begins with '/'");
    }
    List<String> names = new ArrayList<>();
    String[] segments = path.substring(1).split("/", -1);
    String last = "";
    for (String segment : segments) {
      String name = decode(segment);
      String flaw = flaw(name);
      if (!flaw.isEmpty()) {
        return new Refused(flaw);
      }
      if (name.equals("..")) {
        if (names.isEmpty()) {
          return new Refused("the path climbs above the root");
        }
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
      last = name;
    }
    if (names.size() > MOST_NAMES) {
      return new Refused("the path has more than " + MOST_NAMES + " segments");
    }
    return new Clean(names, last.isEmpty() || last.equals(".") || last.equals(".."));
  }

  /** The reason to refuse a decoded segment; empty if there is none. */
  private static String flaw(String name) {
    if (name.indexOf('\uFFFF') >= 0) {
      return "the path has a malformed percent-encoding";
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      return "the path has a separator within a segment";
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return "the path has a control character";
    }
    return name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES
        ? "the path has a segment of more than " + LONGEST_NAME_BYTES + " bytes"
        : "";
  }

  /** The segment's text; a single U+FFFF, which is no character, if it is malformed. */
  private static String decode(String segment) {
    byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[raw.length];
    int n = 0;
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        out[n++] = raw[i];
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return "\uFFFF";
      }
      out[n++] = (byte) (high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, n)).toString();
    } catch (CharacterCodingException e) {
      return "\uFFFF";
    }
  }

  private static void encode(String name, StringBuilder out) {
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = Character.isLetterOrDigit(b) && b > 0;
      if (plain || "-._~!$&'()*+,;=:@".indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(String.format("%02X", b & 0xff));
      }
    }
  }
}

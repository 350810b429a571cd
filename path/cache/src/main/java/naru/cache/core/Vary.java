package naru.cache.core;

import java.util.ArrayList;
import java.util.List;

/** Which request fields chose a response. RFC 9111 section 4.1. */
public sealed interface Vary {
  /** Nothing: one response for all. */
  record Never() implements Vary {}

  /** {@code *}: never the same again. */
  record Always() implements Vary {}

  /** These fields, lower-case, each once, in order. */
  record By(List<String> names) implements Vary {}

  /** What a response's {@code Vary} says; {@code *} anywhere in it outweighs the rest. */
  static Vary of(Lines response) {
    List<String> names = new ArrayList<>();
    for (String member : response.members("vary")) {
      String name = Ascii.lower(member);
      if (name.equals("*")) {
        return new Always();
      }
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names.isEmpty() ? new Never() : new By(List.copyOf(names));
  }

  /**
   * The part of the key that a request adds to these fields; two requests with the same may share
   * an answer.
   *
   * <p>Lines are joined and whitespace around commas goes, as the RFC allows. For {@code
   * Accept-Encoding} and {@code Accept-Language} case and order mean nothing either.
   */
  static String key(List<String> names, Lines request) {
    StringBuilder key = new StringBuilder();
    for (String name : names) {
      key.append(name).append('=').append(normalised(name, request)).append('\n');
    }
    return key.toString();
  }

  private static String normalised(String name, Lines request) {
    if (!request.has(name)) {
      return "(none)";
    }
    List<String> members = request.members(name);
    boolean unordered = name.equals("accept-encoding") || name.equals("accept-language");
    if (unordered) {
      members = members.stream().map(m -> Ascii.lower(m).replace(" ", "")).sorted().toList();
    }
    return '"' + String.join(",", members) + '"';
  }
}

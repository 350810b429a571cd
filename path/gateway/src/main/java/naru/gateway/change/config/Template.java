package naru.gateway.change.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A text with gaps such as {@code ${client}}; {@code $${} is a plain {@code ${}. */
public record Template(List<Part> parts) {
  private static final int MAX_LENGTH = 4096;

  /** What a gap is filled with. */
  public enum Variable {
    /** The client's address, as trusted forwarding fields tell it. */
    CLIENT,
    /** The trace id. */
    TRACE,
    /** The host that the client asked for, without port. */
    HOST,
    /** {@code http} or {@code https}. */
    SCHEME,
    METHOD,
    /** Path without query, as it is forwarded. */
    PATH,
    /** The route's name. */
    ROUTE,
    /** Whether the client showed a certificate, which is verified then: true or false. */
    CERTIFICATE_VERIFIED,
    /** The common name of the client's certificate; empty without one, as are the next ones. */
    CERTIFICATE_CN,
    /** The subject of the client's certificate, as RFC 2253 writes it. */
    CERTIFICATE_SUBJECT,
    /** The names of the client's certificate, with commas between them. */
    CERTIFICATE_SAN,
    /** SHA-256 over the client's certificate in lower-case hex. */
    CERTIFICATE_SHA256;

    /** As the file writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
  }

  /** A piece of a template. */
  public sealed interface Part {
    record Literal(String text) implements Part {}

    record Gap(Variable variable) implements Part {}
  }

  public Template {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Template parse(String text) {
    Changes.require(text.length() <= MAX_LENGTH, "a value has at most " + MAX_LENGTH + " signs");
    Changes.require(
        text.chars().allMatch(c -> (c >= ' ' && c != 127 && c < 256) || c == '\t'),
        "a value has no control characters and only such of one byte");
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("$${", i)) {
        literal.append("${");
        i += 3;
      } else if (text.startsWith("${", i)) {
        int end = text.indexOf('}', i);
        String name = text.substring(i + 2, end < 0 ? text.length() : end);
        Variable variable = variable(end < 0 ? "" : name);
        if (!literal.isEmpty()) {
          parts.add(new Part.Literal(literal.toString()));
          literal.setLength(0);
        }
        parts.add(new Part.Gap(variable));
        i = end + 1;
      } else {
        literal.append(text.charAt(i++));
      }
    }
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
    }
    return new Template(parts);
  }

  private static Variable variable(String name) {
    return Arrays.stream(Variable.values())
        .filter(v -> v.word().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'${"
                        + name
                        + "}' is not known: "
                        + Arrays.stream(Variable.values())
                            .map(v -> "${" + v.word() + "}")
                            .collect(Collectors.joining(", "))));
  }

  /** Whether what a client proved by a certificate is in it. */
  public boolean tellsCertificate() {
    return parts.stream()
        .anyMatch(p -> p instanceof Part.Gap(Variable v) && v.name().startsWith("CERTIFICATE_"));
  }

  /** Whether it is the same for every request. */
  public boolean isConstant() {
    return parts.stream().allMatch(Part.Literal.class::isInstance);
  }

  /** The text without gaps, of a constant. */
  public String constant() {
    return parts.stream()
        .map(p -> p instanceof Part.Literal l ? l.text() : "")
        .collect(Collectors.joining());
  }
}

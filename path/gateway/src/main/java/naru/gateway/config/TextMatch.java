package naru.gateway.config;

import java.nio.charset.StandardCharsets;
import naru.gateway.core.regex.Regex;

/** What a header field or a query parameter must be. */
public sealed interface TextMatch {
  /** Being there is enough. */
  record Present() implements TextMatch {}

  /** This text, byte for byte. */
  record Is(String text) implements TextMatch {
    /** As it stands in a message. */
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** What an expression covers from end to end. */
  record Covered(Regex regex) implements TextMatch {}

  /** Whether everything that the other allows is certainly allowed by this one. */
  default boolean covers(TextMatch other) {
    return this instanceof Present || equals(other);
  }
}

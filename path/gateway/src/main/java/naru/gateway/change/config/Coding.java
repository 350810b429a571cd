package naru.gateway.change.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A content coding. RFC 9110 section 8.4.1, RFC 7932 (br), RFC 8878 (zstd). */
public enum Coding {
  GZIP,
  BR,
  ZSTD;

  /** As it stands in fields and in the file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The coding of that name. */
  public static Optional<Coding> of(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
  }
}

package naru.gateway.change.config;

import java.util.Locale;

/** A content coding. RFC 9110 section 8.4.1, RFC 7932 (br), RFC 8878 (zstd). */
public enum Coding {
  GZIP,
  BR,
  ZSTD;

  /** As it stands in fields and in the file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package naru.gateway.change.config;

import java.util.List;

/**
 * Compression of responses. Do not use it where a response holds a secret beside what a stranger
 * may put there: its length would tell the secret (BREACH).
 *
 * @param codings the preferred first
 * @param types media types: {@code text/*}, {@code application/json}, {@code *+json}
 * @param leastBytes shorter responses stay as they are; those of unknown length do not
 */
public record Compression(List<Coding> codings, List<String> types, long leastBytes) {
  /** What is worth it. */
  public static final List<String> TYPES =
      List.of(
          "text/*",
          "application/json",
          "application/javascript",
          "application/xml",
          "application/wasm",
          "application/manifest+json",
          "image/svg+xml",
          "*+json",
          "*+xml");

  /** Zstandard, Brotli, gzip; common types; from 1 KiB. */
  public static final Compression USUAL =
      new Compression(List.of(Coding.ZSTD, Coding.BR, Coding.GZIP), TYPES, 1024);

  public Compression {
    codings = List.copyOf(codings);
    types = List.copyOf(types);
    Changes.require(!codings.isEmpty(), "compression needs a coding");
  }
}

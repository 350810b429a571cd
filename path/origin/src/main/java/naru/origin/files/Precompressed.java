package naru.origin.files;

import java.util.List;
import java.util.Map;

/**
 * Which files beside a file are sent instead of it.
 *
 * @param codings in order of preference where a client has none; {@code br}, {@code zstd}, {@code
 *     gzip}
 * @param older whether one may be sent that is older than its file, and so perhaps of another state
 */
public record Precompressed(List<String> codings, boolean older) {
  /** How a file of a coding is called: what is put behind the name. */
  static final Map<String, String> SUFFIXES = Map.of("br", ".br", "zstd", ".zst", "gzip", ".gz");

  /** All codings, none older than its file. */
  public static final Precompressed USUAL = new Precompressed(List.of("br", "zstd", "gzip"), false);

  /** Only the files themselves. */
  public static final Precompressed OFF = new Precompressed(List.of(), false);

  public Precompressed {
    codings = List.copyOf(codings);
    if (!SUFFIXES.keySet().containsAll(codings)) {
      throw new IllegalArgumentException("codings must be some of br, zstd, gzip");
    }
  }
}

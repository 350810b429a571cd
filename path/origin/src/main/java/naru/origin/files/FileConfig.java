package naru.origin.files;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a site of files is told.
 *
 * @param root the directory; empty for the built-in demo site
 * @param cacheControl value of Cache-Control for every file
 * @param followOutside whether symbolic links may lead out of the root
 * @param precompressed which files beside a file stand for it
 */
public record FileConfig(
    Optional<Path> root, String cacheControl, boolean followOutside, Precompressed precompressed) {
  /** The value when the configuration gives none: five minutes. */
  public static final String DEFAULT_CACHE_CONTROL = "max-age=300";

  public FileConfig {
    if (!cacheControl.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("Cache-Control may hold visible ASCII only");
    }
  }

  /** The built-in demo site. */
  public static FileConfig builtIn() {
    return new FileConfig(Optional.empty(), DEFAULT_CACHE_CONTROL, false, Precompressed.USUAL);
  }

  /** A directory with the defaults. */
  public static FileConfig of(Path root) {
    return of(root, Precompressed.USUAL);
  }

  /** A directory where these files stand for others. */
  public static FileConfig of(Path root, Precompressed precompressed) {
    return new FileConfig(Optional.of(root), DEFAULT_CACHE_CONTROL, false, precompressed);
  }
}

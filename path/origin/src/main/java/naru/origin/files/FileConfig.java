package naru.origin.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a site of files is told.
 *
 * @param root the directory; empty for the built-in demo site
 * @param caching the first rule that covers a file says its Cache-Control; five minutes without one
 * @param followOutside whether symbolic links may lead out of the root
 * @param precompressed which files beside a file stand for it
 * @param pages which files stand for paths that are none
 */
public record FileConfig(
    Optional<Path> root,
    List<CacheRule> caching,
    boolean followOutside,
    Precompressed precompressed,
    Pages pages) {
  public FileConfig {
    caching = List.copyOf(caching);
  }

  /** The built-in demo site. */
  public static FileConfig builtIn() {
    return new FileConfig(Optional.empty(), List.of(), false, Precompressed.USUAL, Pages.USUAL);
  }

  /** A directory with the defaults. */
  public static FileConfig of(Path root) {
    return of(root, Precompressed.USUAL);
  }

  /** A directory where these files stand for others. */
  static FileConfig of(Path root, Precompressed precompressed) {
    return new FileConfig(Optional.of(root), List.of(), false, precompressed, Pages.USUAL);
  }
}

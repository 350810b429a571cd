package naru.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.origin.files.CacheRule;
import naru.origin.files.Precompressed;

/**
 * The built-in origin server.
 *
 * @param files folder of static files; empty for the built-in demo site
 * @param api whether the product API is served below {@code /api}
 * @param precompressed which files beside a file stand for it
 * @param caching the first rule that covers a file says its Cache-Control
 * @param fallback path of the file for pages that are no file
 * @param bounds of files, those of routes too
 */
public record OriginSettings(
    Place place,
    Optional<Path> files,
    boolean api,
    Precompressed precompressed,
    List<CacheRule> caching,
    Optional<String> fallback,
    Bounds bounds) {
  /**
   * What files may take of the program; fixed from its start.
   *
   * @param hotBytes of small files that are kept in memory
   * @param lookups at once
   * @param sending responses at once from the disk
   * @param unsentBytes read and not yet sent
   */
  public record Bounds(long hotBytes, int lookups, int sending, long unsentBytes) {}

  public OriginSettings {
    caching = List.copyOf(caching);
  }
}

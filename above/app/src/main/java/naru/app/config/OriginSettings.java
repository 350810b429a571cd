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
 */
public record OriginSettings(
    Place place,
    Optional<Path> files,
    boolean api,
    Precompressed precompressed,
    List<CacheRule> caching,
    Optional<String> fallback) {
  public OriginSettings {
    caching = List.copyOf(caching);
  }
}

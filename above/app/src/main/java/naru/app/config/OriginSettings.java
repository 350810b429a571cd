package naru.app.config;

import java.nio.file.Path;
import java.util.Optional;
import naru.base.Place;
import naru.origin.files.Precompressed;

/**
 * The built-in origin server.
 *
 * @param files folder of static files; empty for the built-in demo site
 * @param api whether the product API is served below {@code /api}
 * @param precompressed which files beside a file stand for it
 */
public record OriginSettings(
    Place place, Optional<Path> files, boolean api, Precompressed precompressed) {}

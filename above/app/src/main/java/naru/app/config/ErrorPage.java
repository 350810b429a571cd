package naru.app.config;

import java.nio.file.Path;
import naru.base.Place;

/**
 * A page of the user's own for browsers.
 *
 * @param status such as {@code 404}, or {@code 4xx}, {@code 5xx}
 */
public record ErrorPage(Place place, String status, Path file) {}

package naru.origin;

import java.nio.file.Path;
import naru.origin.files.FileConfig;

/**
 * What an origin is told.
 *
 * @param files the site
 * @param api whether the products API is served; without it its paths are files like any other
 * @param hotBytes how much of small files is kept in memory; at least 1
 * @param lookups how many files may be looked up on the disk at the same time; at least 1
 * @param sending how many responses may be sent from the disk at the same time; at least 1
 * @param unsentBytes how much of files may have been read and not yet been sent, for all clients
 *     together; at least 1
 * @param apiCalls how many calls of the API may be at work at the same time; at least 1
 */
public record OriginConfig(
    FileConfig files,
    boolean api,
    long hotBytes,
    int lookups,
    int sending,
    long unsentBytes,
    int apiCalls) {
  private static final long HOT_BYTES = 16L << 20;
  private static final int LOOKUPS = 256;
  private static final int SENDING = 8192;
  private static final long UNSENT_BYTES = 64L << 20;
  private static final int API_CALLS = 64;

  public OriginConfig {
    if (hotBytes < 1 || lookups < 1 || sending < 1 || unsentBytes < 1 || apiCalls < 1) {
      throw new IllegalArgumentException("the bounds of an origin must be at least 1");
    }
  }

  /** A site with the default bounds. */
  public static OriginConfig of(FileConfig files) {
    return new OriginConfig(files, true, HOT_BYTES, LOOKUPS, SENDING, UNSENT_BYTES, API_CALLS);
  }

  /** The same, with the API or without it. */
  public OriginConfig withApi(boolean has) {
    return new OriginConfig(files, has, hotBytes, lookups, sending, unsentBytes, apiCalls);
  }

  /** The same with other bounds for files. */
  public OriginConfig withBounds(long hot, int looking, int atOnce, long unsent) {
    return new OriginConfig(files, api, hot, looking, atOnce, unsent, apiCalls);
  }

  /** The built-in demo site. */
  public static OriginConfig builtIn() {
    return of(FileConfig.builtIn());
  }

  /** The files below a directory. */
  public static OriginConfig of(Path root) {
    return of(FileConfig.of(root));
  }
}

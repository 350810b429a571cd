package naru.origin.files;

/**
 * What Cache-Control says of some files.
 *
 * @param files {@code /assets/**} for all below, {@code *.html} for an extension, {@code /a.txt}
 *     for one file, {@code /**} for all
 * @param value of the field
 */
public record CacheRule(String files, String value) {
  /** Five minutes for all. */
  public static final CacheRule USUAL = new CacheRule("/**", "max-age=300");

  public CacheRule {
    if (!files.startsWith("/") && !files.startsWith("*.")) {
      throw new IllegalArgumentException("'" + files + "' names no files");
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("Cache-Control may hold visible ASCII only");
    }
  }

  /** Whether it speaks of a file; its path has no leading slash. */
  boolean covers(String path) {
    if (files.startsWith("*.")) {
      return path.endsWith(files.substring(1));
    }
    String below = files.substring(1);
    return below.endsWith("**")
        ? path.startsWith(below.substring(0, below.length() - 2))
        : path.equals(below);
  }
}

package naru.origin.files;

import java.util.List;
import java.util.Map;

/** The content codings that a sibling file may hold, and how such a file is called. */
final class Codings {
  /** By suffix, best first: what comes first wins where the client has no preference. */
  static final List<Map.Entry<String, String>> SUFFIX_TO_CODING =
      List.of(Map.entry(".br", "br"), Map.entry(".zst", "zstd"), Map.entry(".gz", "gzip"));

  /** The codings, best first. */
  static final List<String> BEST_FIRST =
      SUFFIX_TO_CODING.stream().map(Map.Entry::getValue).toList();

  private Codings() {}
}

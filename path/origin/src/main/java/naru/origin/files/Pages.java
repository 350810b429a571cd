package naru.origin.files;

import java.util.List;
import java.util.Optional;

/**
 * Which files stand for paths that are none.
 *
 * @param index names that are looked for in a folder, in this order; none for folders without a
 *     page
 * @param suffixes what is put behind a name that is no file, in this order: with {@code .html} the
 *     path {@code /about} is the file {@code about.html}
 * @param fallback path of the file for pages that are no file, as programs in a browser want it
 * @param missing path of the file that browsers see, with status 404, where there is nothing
 */
public record Pages(
    List<String> index,
    List<String> suffixes,
    Optional<String> fallback,
    Optional<String> missing) {
  /** Most names and most suffixes: each is a look at the disk. */
  public static final int MOST = 8;

  /** {@code index.html} for a folder, and nothing else. */
  public static final Pages USUAL =
      new Pages(List.of(Tree.INDEX), List.of(), Optional.empty(), Optional.empty());

  public Pages {
    index = List.copyOf(index);
    suffixes = List.copyOf(suffixes);
    if (index.size() > MOST || suffixes.size() > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " names and suffixes are tried");
    }
    if (index.stream().anyMatch(n -> n.isEmpty() || n.contains("/") || n.startsWith("."))) {
      throw new IllegalArgumentException("an index is the name of a file");
    }
    if (suffixes.stream().anyMatch(s -> !s.startsWith(".") || s.contains("/"))) {
      throw new IllegalArgumentException("a suffix begins with a dot");
    }
  }

  /** The same with a file for pages that are none. */
  public Pages fallingBackTo(String path) {
    return new Pages(index, suffixes, Optional.of(path), missing);
  }
}

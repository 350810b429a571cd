package naru.base;

/**
 * A place in a configuration file, which decisions name.
 *
 * @param file the file as the user named it; {@code built-in} for what no file says
 * @param line 1-based; 0 for {@link #BUILT_IN}
 * @param column 1-based; 0 for {@link #BUILT_IN}
 */
public record Place(String file, int line, int column) {
  /** For defaults that stand in no file. */
  public static final Place BUILT_IN = new Place("built-in", 0, 0);

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}

package naru.trace.render;

/**
 * How a rendering for the terminal looks.
 *
 * @param width columns of a line, at least {@link #NARROWEST}; facts that do not fit are cut
 * @param colour whether ANSI colours are used
 * @param ascii whether bars are made of ASCII only
 * @param lang the language of the words; codes, names and numbers are never translated
 */
public record Look(int width, boolean colour, boolean ascii, Lang lang) {
  /** The least number of columns. */
  public static final int NARROWEST = 60;

  /** No cutting at all, for files and pipes. */
  public static final int ENDLESS = 10_000;

  public Look {
    width = Math.max(width, NARROWEST);
  }

  /** For files, pipes and tests: ASCII, English, no colour, nothing cut. */
  public static Look plain() {
    return new Look(ENDLESS, false, true, Lang.EN);
  }
}

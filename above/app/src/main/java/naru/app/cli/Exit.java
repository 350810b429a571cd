package naru.app.cli;

/** Exit codes of commands that fail for no {@link naru.base.Code}; a Code brings its own. */
public final class Exit {
  public static final int OK = 0;

  /** A mistake in Naru itself. */
  public static final int BUG = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The config file is wrong. */
  public static final int CONFIG = 3;

  private Exit() {}
}

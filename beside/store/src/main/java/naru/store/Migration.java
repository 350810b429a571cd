package naru.store;

/**
 * One step of a module's tables, from one version to the next.
 *
 * <p>What has been applied is remembered with its text: a released step is never edited, a new one
 * is added.
 *
 * @param module whose tables they are; their names begin with it
 * @param version 1, 2, 3 ... without a gap
 * @param sql one or more statements, each ended by a semicolon
 */
public record Migration(String module, int version, String sql) {
  public Migration {
    if (module.isBlank() || sql.isBlank()) {
      throw new IllegalArgumentException("a migration names its module and its statements");
    }
    if (version < 1) {
      throw new IllegalArgumentException(module + " version " + version + " is not 1 or more");
    }
  }
}

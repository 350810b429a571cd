package naru.bench.machine;

/**
 * CPU time of one process, from {@code /proc/PID/stat} (proc(5)).
 *
 * @param parent process id of the parent
 * @param ticks user and system time of all its threads and of its children that have ended, in
 *     clock ticks
 */
record ProcStat(long parent, long ticks) {
  // Counted from the field after the name, which is in brackets and may hold anything.
  private static final int PPID = 1;
  private static final int UTIME = 11;
  private static final int CSTIME = 14;

  static ProcStat parse(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = UTIME; i <= CSTIME; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return new ProcStat(Long.parseLong(fields[PPID]), ticks);
  }
}

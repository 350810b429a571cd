package naru.bench.report;

/** What can be measured. */
public enum Measure {
  /** User and system time of the subject's processes, in microseconds for each answer. */
  CPU("cpu", "cpuMicrosPerOp", "CPU us/op", "%.2f", true),
  /** Answers in a second. */
  THROUGHPUT("throughput", "opsPerSecond", "ops/s", "%.0f", true),
  /** So long took all but the slowest hundredth, in milliseconds. */
  P99("p99", "p99Millis", "p99 ms", "%.2f", true),
  /** Bytes carried, in 10^9 bits of payload in a second. */
  RATE("rate", "gbitPerSecond", "Gbit/s", "%.2f", false),
  /** User and system time of the subject's processes, in seconds for each 2^30 bytes carried. */
  CARRYING("carrying", "cpuSecondsPerGiB", "CPU s/GiB", "%.3f", false),
  /** Heap that is used for each end of a connection, in bytes. */
  MEMORY("memory", "bytesPerConnection", "B/conn", "%.0f", false),
  /** What the subject's processes have in RAM at the end of a visit, in units of 2^20 bytes. */
  RESIDENT("resident", "residentMebibytes", "MiB", "%.1f", false);

  private final String word;
  private final String field;
  private final String title;
  private final String form;
  private final boolean always;

  Measure(String word, String field, String title, String form, boolean always) {
    this.word = word;
    this.field = field;
    this.title = title;
    this.form = form;
    this.always = always;
  }

  /** As ratios call it. */
  String word() {
    return word;
  }

  /** Its name in JSON. */
  String field() {
    return field;
  }

  /** Over its column. */
  String title() {
    return title;
  }

  /** How a table shows it. */
  String form() {
    return form;
  }

  /** Whether JSON says null where it was not measured; else nothing. */
  boolean always() {
    return always;
  }
}

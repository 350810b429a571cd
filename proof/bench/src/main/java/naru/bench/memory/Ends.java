package naru.bench.memory;

/** What carries the bytes between both ends. */
public enum Ends {
  /** Naru's stack, as Netty channels. */
  NARU("naru"),
  /** The same, and every segment is recorded for the trace. */
  RECORDING("naru+trace"),
  /** Naru's stack without channels: its connections as they are. */
  BARE("naru-bare"),
  /** The same, and every segment is recorded. */
  BARE_RECORDING("naru-bare+trace"),
  /** The kernel's sockets over loopback, as Netty channels on the same kind of loop. */
  KERNEL("kernel");

  private final String word;

  Ends(String word) {
    this.word = word;
  }

  /** As reports call it. */
  public String word() {
    return word;
  }
}

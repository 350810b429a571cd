package naru.trace;

/**
 * How a fact is known. A rendering shows it, so that nobody takes a derived fact for a seen one.
 */
public enum Provenance {
  /** Bytes that Naru itself parsed or its packet capture saw. */
  WIRE,
  /** Told by the kernel (TCP_INFO, socket calls): timings and counters only. */
  KERNEL,
  /** Computed or decided by Naru. */
  DERIVED,
  /** Simulated. */
  LAB;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The name as renderings and JSON use it. */
  public String word() {
    return word;
  }
}

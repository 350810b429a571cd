package naru.trace;

/**
 * The bytes of one IP packet as they were on the link, from the IP header on.
 *
 * @param bytes the first of them; may be cut, or empty if they were not kept
 * @param wholeBytes how many the packet had
 */
public record Packet(Bytes bytes, int wholeBytes) {
  private static final Packet UNKEPT = new Packet(Bytes.none(), 0);

  /** One whose bytes and length nobody kept. */
  public static Packet unkept() {
    return UNKEPT;
  }

  /** Whether every byte of it is here. */
  public boolean isWhole() {
    return !bytes.isEmpty() && bytes.length() >= wholeBytes;
  }
}

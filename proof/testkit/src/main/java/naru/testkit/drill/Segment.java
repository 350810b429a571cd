package naru.testkit.drill;

import java.util.List;

/**
 * A TCP segment with the marks of the IP header that carries it, all numbers as they are on the
 * wire.
 *
 * @param sequence 32 bits, unsigned
 * @param acknowledgment 32 bits, unsigned
 * @param window as in the header, not scaled
 * @param ecn the two ECN bits of the IP header (RFC 3168 s. 5): 0 none, 1 ECT(1), 2 ECT(0), 3 CE
 * @param dontFragment the DF bit; always true of IPv6
 * @param data the text
 */
public record Segment(
    int sourcePort,
    int destinationPort,
    long sequence,
    long acknowledgment,
    int flags,
    int window,
    int urgent,
    List<Option> options,
    int ecn,
    boolean dontFragment,
    List<Byte> data) {

  /** Whether the bit, one of {@link Flags}, is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }
}

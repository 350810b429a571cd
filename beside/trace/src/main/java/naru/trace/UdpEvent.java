package naru.trace;

/** User datagrams (RFC 768), told where Naru's own stack or its packet capture saw them. */
public sealed interface UdpEvent extends Event {
  /**
   * One datagram as one end saw it.
   *
   * @param sent whether {@code local} sent it; else it came
   * @param local address and port of the end that tells
   * @param remote address and port of the other end
   * @param lengthBytes of the data, without headers
   * @param packet its bytes
   */
  record Datagram(boolean sent, String local, String remote, int lengthBytes, Packet packet)
      implements UdpEvent {}
}

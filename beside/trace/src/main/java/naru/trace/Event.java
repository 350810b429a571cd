package naru.trace;

/**
 * Something that happened, or was decided, on the way of a request.
 *
 * <p>The set is closed: a rendering switches over it without a default, so that a new event breaks
 * the build where it is not shown. Events hold facts as they are (addresses, numbers, names), never
 * sentences of one language.
 */
public sealed interface Event
    permits DnsEvent,
        TcpEvent,
        UdpEvent,
        TlsEvent,
        CaEvent,
        HttpEvent,
        ProxyEvent,
        GatewayEvent,
        ChangeEvent,
        GuardEvent,
        CacheEvent,
        OriginEvent {

  /**
   * Whether it is what a link saw, not what a stop did: a note about the time, which never begins
   * or ends a phase of it.
   */
  default boolean isPacket() {
    return this instanceof TcpEvent.Segment
        || this instanceof TcpEvent.SegmentsLeftOut
        || this instanceof UdpEvent;
  }
}

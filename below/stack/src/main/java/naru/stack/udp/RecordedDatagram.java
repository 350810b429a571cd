package naru.stack.udp;

import naru.trace.UdpEvent;

/**
 * A datagram as it was recorded.
 *
 * @param atNanos when, on the stack's clock
 */
public record RecordedDatagram(long atNanos, UdpEvent.Datagram datagram) {}

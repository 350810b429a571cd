/**
 * UDP of one stack (RFC 768, 1122 s. 4.1, 8085). {@link naru.stack.udp.Udp} is the door; {@code
 * UdpLayer} stands between it and IP, {@code SocketTable} says whose a datagram is.
 */
@NullMarked
package naru.stack.udp;

import org.jspecify.annotations.NullMarked;

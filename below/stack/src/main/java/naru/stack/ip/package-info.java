/**
 * The internet layer of one stack: IPv4, IPv6 and ICMP as of a host, which never forwards (RFC 791,
 * 792, 1122, 4443, 8200).
 *
 * <p>{@link naru.stack.ip.IpLayer} is the door. Behind it, one role a file: {@code IpInput} and
 * {@code IpOutput}, {@code Reassembly} and {@code Fragmenter}, {@code PathMtu}, {@code IcmpLayer}
 * and {@code IcmpErrors}.
 */
@NullMarked
package naru.stack.ip;

import org.jspecify.annotations.NullMarked;

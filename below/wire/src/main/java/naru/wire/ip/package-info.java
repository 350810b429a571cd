/**
 * The Internet Protocol, both versions (RFC 791, 8200): addresses, headers, fragments, the Internet
 * checksum (RFC 1071, 1624) and the virtio-net header that stands in front of a packet on a link.
 */
@NullMarked
package naru.wire.ip;

import org.jspecify.annotations.NullMarked;

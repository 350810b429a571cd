/** UDP datagrams (RFC 768). */
@NullMarked
package naru.wire.udp;

import org.jspecify.annotations.NullMarked;

/** ICMP for both versions of IP (RFC 792, 1191, 4884, 4443). */
@NullMarked
package naru.wire.icmp;

import org.jspecify.annotations.NullMarked;

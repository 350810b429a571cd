/** The readable beginning of TLS: what both sides say before they encrypt. RFC 8446, RFC 5246. */
@NullMarked
package naru.wire.tls;

import org.jspecify.annotations.NullMarked;

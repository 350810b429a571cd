/**
 * The PROXY protocol, versions 1 and 2: what a proxy says of its client before the client's own
 * bytes. HAProxy's proxy-protocol.txt, revision of 2020-03-05.
 */
@NullMarked
package naru.wire.proxy;

import org.jspecify.annotations.NullMarked;

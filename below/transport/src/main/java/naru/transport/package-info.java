/** The only door to sockets: listen, connect, datagrams, TLS. */
@NullMarked
package naru.transport;

import org.jspecify.annotations.NullMarked;

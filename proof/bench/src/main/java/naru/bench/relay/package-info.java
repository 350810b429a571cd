/**
 * A relay for network namespaces, as slirp4netns and pasta are: TCP of the guest ends in Naru's
 * stack and goes on in sockets of the host.
 */
@NullMarked
package naru.bench.relay;

import org.jspecify.annotations.NullMarked;

/**
 * Netty channels over Naru's own TCP and UDP: what drives a stack on an event loop, the channels,
 * and where the frames go: a TUN device, or a network inside the process.
 */
@NullMarked
package naru.transport.stack;

import org.jspecify.annotations.NullMarked;

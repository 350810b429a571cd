/**
 * TCP (RFC 9293) as a machine: segments, user calls and the time go in, segments and events come
 * out. Split by role: {@link naru.stack.tcp.Tcp} finds the connection, {@code SegmentArrives} reads
 * in the order of the RFC, {@code Acks} and {@code Recovery} decide what arrived and what was lost,
 * {@code Output} alone sends.
 */
@NullMarked
package naru.stack.tcp;

import org.jspecify.annotations.NullMarked;

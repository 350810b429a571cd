/**
 * HTTP/2 (RFC 9113) and HPACK (RFC 7541) without channels, clock or threads: bytes and the time go
 * in, events and bytes come out. For both roles; {@code naru.http} puts it on connections.
 *
 * <p>It knows nothing of heads: {@link naru.http.h2.HpackDecoder} hands each field line to a {@link
 * naru.http.h2.HeaderSink} in the form {@code name: value CRLF}, which is how {@code naru.http}
 * keeps heads, so that a field costs one copy. That way {@code naru.http} uses this package and not
 * the other way round.
 *
 * <p>Reading order: {@link naru.http.h2.FrameReader} and {@link naru.http.h2.FrameWriter} are the
 * wire; {@link naru.http.h2.Connection} is the state machine; {@link naru.http.h2.Stream} is one
 * request; {@link naru.http.h2.Budgets} is what a peer may waste.
 */
@NullMarked
package naru.http.h2;

import org.jspecify.annotations.NullMarked;

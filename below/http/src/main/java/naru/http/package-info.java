/**
 * Heads and bodies, the rules of HTTP (RFC 9110, 9112, 9113), connections to both sides, and the
 * contract between the stops of a way.
 *
 * <p>Read in this order: {@link naru.http.Stop}, {@link naru.http.Exchange}, {@link
 * naru.http.RequestHead}, {@link naru.http.ServerConnection}, {@link naru.http.Http2Server}, {@link
 * naru.http.Relay}.
 */
@NullMarked
package naru.http;

import org.jspecify.annotations.NullMarked;

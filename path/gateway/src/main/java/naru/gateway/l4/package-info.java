/** Streams: connections and datagrams that are carried on as they come. */
@NullMarked
package naru.gateway.l4;

import org.jspecify.annotations.NullMarked;

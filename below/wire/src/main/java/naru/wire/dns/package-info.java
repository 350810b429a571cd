/**
 * DNS messages (RFC 1035, 3597, 6891, 8914): bytes to values and back, and a flat view of a query
 * for the path that must be fast.
 */
@NullMarked
package naru.wire.dns;

import org.jspecify.annotations.NullMarked;

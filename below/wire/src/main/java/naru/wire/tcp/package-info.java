/** TCP segments (RFC 9293, 2018, 7323): a flat view, a writer, and a value. */
@NullMarked
package naru.wire.tcp;

import org.jspecify.annotations.NullMarked;

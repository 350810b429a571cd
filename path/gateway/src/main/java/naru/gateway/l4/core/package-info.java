/** Which stream takes a connection, and which UDP sessions there are. */
@NullMarked
package naru.gateway.l4.core;

import org.jspecify.annotations.NullMarked;

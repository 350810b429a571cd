/** Which route, which target, and how each target fares: decisions without I/O, clock or chance. */
@NullMarked
package naru.gateway.core;

import org.jspecify.annotations.NullMarked;

/** The forward proxy's decisions, without I/O. */
@NullMarked
package naru.forward.core;

import org.jspecify.annotations.NullMarked;

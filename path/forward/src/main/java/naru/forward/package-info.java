/** The forward proxy. */
@NullMarked
package naru.forward;

import org.jspecify.annotations.NullMarked;

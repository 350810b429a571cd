/** Guards: who may pass, and how much. */
@NullMarked
package naru.gateway.guard;

import org.jspecify.annotations.NullMarked;

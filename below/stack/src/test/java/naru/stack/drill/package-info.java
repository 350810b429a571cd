/** The packet dialogue scripts, played against Naru's own stack in virtual time. */
@NullMarked
package naru.stack.drill;

import org.jspecify.annotations.NullMarked;

/** Virtual clock, seeds, dialogue scripts. */
@NullMarked
package naru.testkit;

import org.jspecify.annotations.NullMarked;

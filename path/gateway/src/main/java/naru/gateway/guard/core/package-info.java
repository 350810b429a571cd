/** The decisions of the guards: pure, told the time. */
@NullMarked
package naru.gateway.guard.core;

import org.jspecify.annotations.NullMarked;

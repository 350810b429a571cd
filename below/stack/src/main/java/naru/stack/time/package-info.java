/** Exact timers of one stack: a heap, no thread, no clock. */
@NullMarked
package naru.stack.time;

import org.jspecify.annotations.NullMarked;

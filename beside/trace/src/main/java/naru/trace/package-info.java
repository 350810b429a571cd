/**
 * The vocabulary of everything that can happen on the way to a web page, the trace that joins it,
 * and its renderings.
 *
 * <p>Read in this order: {@link naru.trace.Event} and what it permits (the journey in words),
 * {@link naru.trace.Span} (how a stop tells), {@link naru.trace.Trace} (what is told), then {@code
 * render}.
 */
@NullMarked
package naru.trace;

import org.jspecify.annotations.NullMarked;

/** The renderings of a trace: terminal, JSON, HAR. None shows a fact that the trace lacks. */
@NullMarked
package naru.trace.render;

import org.jspecify.annotations.NullMarked;

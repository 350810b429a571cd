/** Traces on disk, and the thread that carries them there: the adapters of the trace. */
@NullMarked
package naru.trace.disk;

import org.jspecify.annotations.NullMarked;

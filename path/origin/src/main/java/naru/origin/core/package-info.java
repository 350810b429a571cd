/** Decisions of an origin that need no I/O: conditions, ranges, codings, paths, problems. */
@NullMarked
package naru.origin.core;

import org.jspecify.annotations.NullMarked;

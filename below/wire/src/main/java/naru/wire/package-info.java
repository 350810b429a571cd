/** Wire formats: bytes to values and back, one format per file. */
@NullMarked
package naru.wire;

import org.jspecify.annotations.NullMarked;

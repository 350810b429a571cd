/** Clock, limits, ids, failures. */
@NullMarked
package naru.base;

import org.jspecify.annotations.NullMarked;

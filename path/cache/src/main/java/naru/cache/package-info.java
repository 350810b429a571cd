/** The HTTP cache. */
@NullMarked
package naru.cache;

import org.jspecify.annotations.NullMarked;

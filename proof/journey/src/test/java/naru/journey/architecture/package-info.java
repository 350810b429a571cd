/** The agreement on the shape, as tests. */
@NullMarked
package naru.journey.architecture;

import org.jspecify.annotations.NullMarked;

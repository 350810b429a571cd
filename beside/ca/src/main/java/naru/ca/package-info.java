/** The private certificate authority. */
@NullMarked
package naru.ca;

import org.jspecify.annotations.NullMarked;

/** JOURNEY.md, kept true. */
@NullMarked
package naru.journey.page;

import org.jspecify.annotations.NullMarked;

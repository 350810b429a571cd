/** Text for people: two languages, near misses, widths on a terminal. */
@NullMarked
package naru.app.text;

import org.jspecify.annotations.NullMarked;

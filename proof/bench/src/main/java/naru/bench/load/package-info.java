/** What produces load, and how its output is read. */
@NullMarked
package naru.bench.load;

import org.jspecify.annotations.NullMarked;

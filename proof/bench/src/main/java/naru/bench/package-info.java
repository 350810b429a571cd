/** Side-by-side benchmarks against other servers. */
@NullMarked
package naru.bench;

import org.jspecify.annotations.NullMarked;

/** Both ends of connections in one process, on one event loop: what Naru's own TCP costs alone. */
@NullMarked
package naru.bench.memory;

import org.jspecify.annotations.NullMarked;

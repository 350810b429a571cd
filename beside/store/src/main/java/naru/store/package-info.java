/** Durable state: embedded SQLite. */
@NullMarked
package naru.store;

import org.jspecify.annotations.NullMarked;

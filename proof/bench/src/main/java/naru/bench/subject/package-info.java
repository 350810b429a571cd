/** The servers that are compared, and how each is started. */
@NullMarked
package naru.bench.subject;

import org.jspecify.annotations.NullMarked;

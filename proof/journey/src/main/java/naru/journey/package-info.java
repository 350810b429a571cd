/** End-to-end stories, conformance, architecture rules. */
@NullMarked
package naru.journey;

import org.jspecify.annotations.NullMarked;

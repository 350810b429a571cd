/** Samples, medians, ratios, and how they are shown. */
@NullMarked
package naru.bench.report;

import org.jspecify.annotations.NullMarked;

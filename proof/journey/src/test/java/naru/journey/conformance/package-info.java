/** The dialogue scripts against the Linux kernel, which is the oracle beside the RFCs. */
@NullMarked
package naru.journey.conformance;

import org.jspecify.annotations.NullMarked;

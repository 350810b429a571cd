/** Stories over real sockets, told by what the trace says of them. */
@NullMarked
package naru.journey.story;

import org.jspecify.annotations.NullMarked;

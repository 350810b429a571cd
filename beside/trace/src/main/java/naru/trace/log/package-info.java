/** Lines about requests as they end: access logs. Made from the trace, without its objects. */
@NullMarked
package naru.trace.log;

import org.jspecify.annotations.NullMarked;

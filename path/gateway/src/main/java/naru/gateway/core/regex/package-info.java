/** Regular expressions that cost the same for every text: no backtracking. Pure. */
@NullMarked
package naru.gateway.core.regex;

import org.jspecify.annotations.NullMarked;

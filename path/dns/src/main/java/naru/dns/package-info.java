/** Name server and resolver. */
@NullMarked
package naru.dns;

import org.jspecify.annotations.NullMarked;

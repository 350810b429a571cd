/** Heads and bodies, HTTP rules, the H1 codec, upstream pools, the Stop contract. */
@NullMarked
package naru.http;

import org.jspecify.annotations.NullMarked;

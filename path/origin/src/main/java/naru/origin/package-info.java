/** The built-in origin: files, the products API, and what a server sees of who asks. */
@NullMarked
package naru.origin;

import org.jspecify.annotations.NullMarked;

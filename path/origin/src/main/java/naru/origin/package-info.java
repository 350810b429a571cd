/** The built-in origin: files, and a small REST API. */
@NullMarked
package naru.origin;

import org.jspecify.annotations.NullMarked;

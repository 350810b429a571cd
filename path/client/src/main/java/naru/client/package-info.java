/** The client: makes requests and tells every step of their way. */
@NullMarked
package naru.client;

import org.jspecify.annotations.NullMarked;

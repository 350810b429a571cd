/** The forward proxy: what a client may reach, and what the server learns of the client. */
@NullMarked
package naru.forward;

import org.jspecify.annotations.NullMarked;

/** The traveller: requests, naru get, naru trace. */
@NullMarked
package naru.client;

import org.jspecify.annotations.NullMarked;

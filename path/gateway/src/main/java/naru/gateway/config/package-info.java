/** What the gateway is told to do: records that validate themselves. */
@NullMarked
package naru.gateway.config;

import org.jspecify.annotations.NullMarked;

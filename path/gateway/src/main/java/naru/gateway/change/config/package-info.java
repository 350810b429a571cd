/** What a route changes on the way, as the configuration says it. Values without behaviour. */
@NullMarked
package naru.gateway.change.config;

import org.jspecify.annotations.NullMarked;

/** What a route changes on the way: its stops' work, compiled from {@code change.config}. */
@NullMarked
package naru.gateway.change;

import org.jspecify.annotations.NullMarked;

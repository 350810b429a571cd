/** The gateway: reverse proxy and load balancer. */
@NullMarked
package naru.gateway;

import org.jspecify.annotations.NullMarked;

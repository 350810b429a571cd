/** The conformance scenarios of the Kubernetes Gateway API, told to a gateway of Naru. */
@NullMarked
package naru.journey.gatewayapi;

import org.jspecify.annotations.NullMarked;

package naru.forward;

import naru.base.Endpoint;
import naru.forward.core.Policy;

/**
 * Where a request is to go.
 *
 * @param endpoint host and port asked for
 * @param secure whether the server's leg is TLS
 * @param decision the policy's word on it
 */
record Destination(Endpoint endpoint, boolean secure, Policy.Decision decision) {}

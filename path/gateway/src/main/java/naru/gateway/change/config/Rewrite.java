package naru.gateway.change.config;

import java.util.Optional;

/**
 * What the servers are asked instead of what the client asked.
 *
 * @param host with its port, if it has one
 * @param redirects whether redirects of the servers are led back to where the client is
 */
public record Rewrite(Optional<String> host, Optional<PathChange> path, boolean redirects) {}

package naru.gateway.config;

/** Where the requests of a route go. */
public sealed interface Destination {
  /** To a group of servers, by its name. */
  record ToUpstream(String name) implements Destination {}

  /** To the origin in this process. */
  record ToOrigin() implements Destination {}
}

package naru.trace.render;

/** How near one looks. */
public enum Zoom {
  /** The phases of the request. */
  HTTP,
  /** Every TLS event with its facts. */
  TLS,
  /** Every TCP event; a ladder of each connection whose segments were seen. */
  TCP,
  /** Every packet with its IP header, where something saw them. */
  IP
}

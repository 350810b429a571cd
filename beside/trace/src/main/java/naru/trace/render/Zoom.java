package naru.trace.render;

/** How near one looks. */
public enum Zoom {
  /** The phases of the request. */
  HTTP,
  /** Every TLS event with its facts. */
  TLS,
  /** Every TCP event and the kernel's numbers. */
  TCP,
  /** Packets, where something saw them. */
  IP
}

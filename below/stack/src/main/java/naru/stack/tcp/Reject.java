package naru.stack.tcp;

/** How a held SYN is turned down. */
public enum Reject {
  /** RST: nobody listens. */
  RESET,
  /** ICMP host unreachable. */
  HOST_UNREACHABLE,
  /** ICMP port unreachable. */
  PORT_UNREACHABLE,
  /** ICMP administratively prohibited. */
  PROHIBITED,
  /** Silence: the other side runs into its own timeout. */
  DROP
}

package naru.stack.ip;

/** What an ICMP error says, in one vocabulary for ICMPv4 (RFC 792, 1122) and ICMPv6 (RFC 4443). */
public enum IcmpError {
  NET_UNREACHABLE,
  HOST_UNREACHABLE,
  PROTOCOL_UNREACHABLE,
  PORT_UNREACHABLE,
  ADMIN_PROHIBITED,
  /** In transit, or in reassembly. */
  TIME_EXCEEDED,
  /** Packet too big; for IPv4, fragmentation needed and DF set. */
  TOO_BIG,
  PARAMETER_PROBLEM
}

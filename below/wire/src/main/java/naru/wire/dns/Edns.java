package naru.wire.dns;

import java.util.List;
import java.util.Optional;

/**
 * The OPT pseudo-record (RFC 6891 section 6.1).
 *
 * @param udpPayloadBytes the largest datagram that its sender takes, 0 to 65535; below 512 means
 *     512
 * @param extendedRcode the high eight bits of the response code
 * @param version 0 is the only one
 * @param flags 16 bits; the first is DO
 * @param options in their order
 */
public record Edns(
    int udpPayloadBytes, int extendedRcode, int version, int flags, List<EdnsOption> options) {
  /** The DO bit (RFC 3225). */
  public static final int DO = 0x8000;

  public Edns {
    options = List.copyOf(options);
    if (udpPayloadBytes < 0 || udpPayloadBytes > 0xffff || flags < 0 || flags > 0xffff) {
      throw new IllegalArgumentException("EDNS payload size and flags have 16 bits");
    }
    if (extendedRcode < 0 || extendedRcode > 255 || version < 0 || version > 255) {
      throw new IllegalArgumentException("EDNS extended rcode and version have 8 bits");
    }
  }

  /** Version 0. */
  public static Edns of(int udpPayloadBytes, boolean dnssecOk, List<EdnsOption> options) {
    return new Edns(udpPayloadBytes, 0, 0, dnssecOk ? DO : 0, options);
  }

  public boolean dnssecOk() {
    return (flags & DO) != 0;
  }

  /** The first Extended DNS Error, if any. */
  public Optional<ExtendedError> extendedError() {
    return options.stream().map(ExtendedError::of).flatMap(Optional::stream).findFirst();
  }
}

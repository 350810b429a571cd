package naru.wire.dns;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.wire.Octets;

/**
 * Why an answer is as it is (RFC 8914).
 *
 * @param code the info code, 0 to 65535
 * @param text more for people; may be empty
 */
public record ExtendedError(int code, String text) {
  public static final int STALE_ANSWER = 3;
  public static final int PROHIBITED = 18;
  public static final int BLOCKED = 15;
  public static final int STALE_NXDOMAIN = 19;
  public static final int NOT_AUTHORITATIVE = 20;
  public static final int NOT_SUPPORTED = 21;
  public static final int NO_REACHABLE_AUTHORITY = 22;
  public static final int NETWORK_ERROR = 23;
  public static final int OTHER = 0;

  /** As an EDNS option. */
  public EdnsOption toOption() {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    byte[] b = new byte[2 + words.length];
    b[0] = (byte) (code >> 8);
    b[1] = (byte) code;
    System.arraycopy(words, 0, b, 2, words.length);
    return new EdnsOption(EdnsOption.EXTENDED_ERROR, Octets.of(b));
  }

  /** Reads an option; empty if it is another one or too short. */
  public static Optional<ExtendedError> of(EdnsOption option) {
    Octets d = option.data();
    if (option.code() != EdnsOption.EXTENDED_ERROR || d.length() < 2) {
      return Optional.empty();
    }
    byte[] b = d.toArray();
    String words = new String(b, 2, b.length - 2, StandardCharsets.UTF_8);
    return Optional.of(new ExtendedError(d.at(0) << 8 | d.at(1), words));
  }
}

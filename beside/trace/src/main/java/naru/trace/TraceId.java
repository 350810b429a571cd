package naru.trace;

import java.util.HexFormat;

/** A W3C trace id: 128 bits, 32 hex digits. */
public record TraceId(long high, long low) {
  /**
   * Reads 32 hex digits.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static TraceId parse(String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("a trace id has 32 hex digits");
    }
    return new TraceId(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /** {@code 7f3a..c2}, for people. */
  public String brief() {
    String s = toString();
    return s.substring(0, 4) + ".." + s.substring(30);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}

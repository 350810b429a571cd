package naru.trace;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} field of W3C Trace Context: {@code 00-<32 hex>-<16 hex>-<2 hex>}.
 *
 * @param high first half of the trace id
 * @param low second half of the trace id
 * @param parent the caller's span id
 * @param sampled whether the caller keeps its part; of what it does not keep, only failures are
 *     kept
 */
public record Traceparent(long high, long low, long parent, boolean sampled) {
  /** Length of the field value in bytes. */
  public static final int LENGTH = 55;

  /** Reads a field value; null if it is not a valid one, which the standard says to ignore. */
  public static @Nullable Traceparent parse(byte[] b, int offset, int length) {
    if (length < LENGTH || b[offset + 2] != '-' || b[offset + 35] != '-' || b[offset + 52] != '-') {
      return null;
    }
    boolean versionZero = b[offset] == '0' && b[offset + 1] == '0';
    boolean versionFF = b[offset] == 'f' && b[offset + 1] == 'f';
    if (versionFF || (versionZero && length != LENGTH)) {
      return null;
    }
    if (!isHex(b, offset, 2)
        || !isHex(b, offset + 3, 32)
        || !isHex(b, offset + 36, 16)
        || !isHex(b, offset + 53, 2)) {
      return null;
    }
    long high = hex(b, offset + 3);
    long low = hex(b, offset + 19);
    long parent = hex(b, offset + 36);
    boolean sampled = (digit(b[offset + 54]) & 1) != 0;
    return (high | low) == 0 || parent == 0 ? null : new Traceparent(high, low, parent, sampled);
  }

  /** Writes the field value that names a span as the parent, 55 bytes. */
  public static void write(Span span, byte[] out, int offset) {
    out[offset] = '0';
    out[offset + 1] = '0';
    out[offset + 2] = '-';
    writeHex(span.traceHigh(), out, offset + 3);
    writeHex(span.traceLow(), out, offset + 19);
    out[offset + 35] = '-';
    writeHex(span.id(), out, offset + 36);
    out[offset + 52] = '-';
    out[offset + 53] = '0';
    out[offset + 54] = (byte) (span.isQuiet() ? '0' : '1');
  }

  /** The same, saying that this side does not keep its part: for health checks and the like. */
  public static String unsampled(Span span) {
    String sampled = of(span);
    return sampled.substring(0, LENGTH - 1) + "0";
  }

  /** The field value that names a span as the parent. */
  public static String of(Span span) {
    byte[] out = new byte[LENGTH];
    write(span, out, 0);
    return new String(out, StandardCharsets.US_ASCII);
  }

  private static boolean isHex(byte[] b, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (digit(b[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  private static long hex(byte[] b, int offset) {
    long v = 0;
    for (int i = offset; i < offset + 16; i++) {
      v = v << 4 | digit(b[i]);
    }
    return v;
  }

  /** Lower case only, as the standard says. */
  private static int digit(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static void writeHex(long v, byte[] out, int offset) {
    for (int i = 15; i >= 0; i--) {
      int d = (int) (v & 15);
      out[offset + i] = (byte) (d < 10 ? '0' + d : 'a' + d - 10);
      v >>>= 4;
    }
  }
}

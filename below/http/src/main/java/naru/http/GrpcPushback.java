package naru.http;

/**
 * What a server that refused a call of gRPC says of another try: {@code grpc-retry-pushback-ms}
 * (gRFC A6). It may ask for a time to be left alone, or that nobody tries again.
 */
public final class GrpcPushback {
  /** It says nothing. */
  public static final long NONE = -1;

  /** It wants no other try: by a negative number, or by what is no number. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final byte[] FIELD = Ascii.lower("grpc-retry-pushback-ms");

  /** Digits of the greatest number of 32 bits, which is what the field holds. */
  private static final int MOST_DIGITS = 10;

  private static final long MILLI = 1_000_000L;

  private GrpcPushback() {}

  /** How long it asks to be left alone, in nanoseconds; {@link #NONE} or {@link #NEVER}. */
  public static long nanos(Fields f) {
    int i = GrpcStatus.find(f, FIELD);
    return i < 0 ? NONE : nanos(f.bytes(), f.valueOffset(i), f.valueLength(i));
  }

  private static long nanos(byte[] b, int offset, int length) {
    if (length < 1 || length > MOST_DIGITS) {
      return NEVER;
    }
    long value = 0;
    for (int i = offset; i < offset + length; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return NEVER;
      }
      value = value * 10 + b[i] - '0';
    }
    return value > Integer.MAX_VALUE ? NEVER : value * MILLI;
  }
}

package naru.wire.pcapng;

/**
 * The unit of an interface's timestamps.
 *
 * @param tsresol 10 to the minus this in seconds; with the highest bit set, 2 to the minus the rest
 * @param offsetSeconds to be added
 */
record Resolution(int tsresol, long offsetSeconds) {
  /** What holds without the option. */
  static final int MICROS = 6;

  private static final int BINARY = 0x80;
  private static final long SECOND = 1_000_000_000;

  /** A timestamp in nanoseconds; what does not fit wraps. */
  long nanos(long timestamp) {
    long nanos = (tsresol & BINARY) != 0 ? binary(timestamp, tsresol & 0x7f) : decimal(timestamp);
    return nanos + offsetSeconds * SECOND;
  }

  private long decimal(long timestamp) {
    long nanos = timestamp;
    for (int power = tsresol; power < 9; power++) {
      nanos *= 10;
    }
    for (int power = tsresol; power > 9 && nanos != 0; power--) {
      nanos = Long.divideUnsigned(nanos, 10);
    }
    return nanos;
  }

  private static long binary(long timestamp, int bits) {
    if (bits == 0 || bits > 63) {
      return bits == 0 ? timestamp * SECOND : 0;
    }
    long seconds = timestamp >>> bits;
    long fraction = timestamp << 64 - bits;
    return seconds * SECOND + Math.unsignedMultiplyHigh(fraction, SECOND);
  }
}

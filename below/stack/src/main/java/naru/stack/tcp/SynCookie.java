package naru.stack.tcp;

import java.util.random.RandomGenerator;

/**
 * SYN cookies (RFC 4987 s. 3.6): the initial sequence number of a SYN,ACK holds what the listener
 * must know, and proves that the client saw it; nothing is stored before the handshake is done.
 *
 * <pre>
 * cookie = F1(flow, client ISN) + client ISN + (count &lt;&lt; 24 | (F2(flow, client ISN, count) + i) mod 2^24)
 * </pre>
 *
 * <p>{@code count} is the number of the 64-second period and {@code i} one of eight segment sizes.
 * F1 and F2 are SipHash under the listener's secret: without it, one in 2^28 guesses is taken, and
 * a cookie is good in its own period and the next.
 *
 * <p>A cookie has no room for the other options. If the client has timestamps (RFC 7323), they are
 * kept in the low bits of the SYN,ACK's timestamp, which the client echoes:
 *
 * <pre>
 *    31                               6   5   4  3         0
 *   +----------------------------------+-----+------+-------+
 *   |        clock, rounded down       | ECN | SACK | scale |
 *   +----------------------------------+-----+------+-------+
 * </pre>
 */
final class SynCookie {
  /** Length of a period. */
  static final long PERIOD_NANOS = 64_000_000_000L;

  /** How many periods a cookie is good for. */
  private static final int PERIODS = 2;

  private static final int LOW = 0xff_ffff;
  private static final int OPTION_BITS = 6;
  private static final int NO_SCALE = 15;
  private static final int SACK = 1 << 4;
  private static final int ECN = 1 << 5;

  private final long key0;
  private final long key1;
  private final long key2;
  private final long key3;

  private SynCookie(RandomGenerator random) {
    key0 = random.nextLong();
    key1 = random.nextLong();
    key2 = random.nextLong();
    key3 = random.nextLong();
  }

  /** With its own secret; one in a stack. */
  static SynCookie of(RandomGenerator random) {
    return new SynCookie(random);
  }

  /**
   * The initial sequence number of the SYN,ACK, from the local (l) to the remote (r) socket.
   *
   * @param clientIsn SEG.SEQ of the SYN
   * @param mss what the client can take; {@link #check} returns this or the next lower size
   */
  int cookie(long lh, long ll, int lp, long rh, long rl, int rp, int clientIsn, int mss, long now) {
    long flow = flow(lh, ll, lp, rh, rl, rp, clientIsn);
    long count = count(now);
    int low = (int) (proof(flow, count) + index(mss)) & LOW;
    return (int) flow + clientIsn + ((int) count << 24 | low);
  }

  /**
   * Checks the ACK that ends the handshake.
   *
   * @param clientIsn SEG.SEQ - 1
   * @param cookie SEG.ACK - 1
   * @return the client's segment size; 0 = no cookie of ours, or an old one
   */
  int check(
      long lh, long ll, int lp, long rh, long rl, int rp, int clientIsn, int cookie, long now) {
    long flow = flow(lh, ll, lp, rh, rl, rp, clientIsn);
    int rest = cookie - (int) flow - clientIsn;
    int age = ((int) count(now) - (rest >>> 24)) & 0xff;
    if (age >= PERIODS) {
      return 0;
    }
    return size((int) (rest - proof(flow, count(now) - age)) & LOW);
  }

  private long flow(long lh, long ll, int lp, long rh, long rl, int rp, int clientIsn) {
    long rest = (long) lp << 48 | (long) rp << 32 | Integer.toUnsignedLong(clientIsn);
    return SipHash.hash(key0, key1, lh, ll, rh, rl, rest);
  }

  private long proof(long flow, long count) {
    return SipHash.hash(key2, key3, flow, count, 0, 0, 0);
  }

  private static long count(long now) {
    return Math.floorDiv(now, PERIOD_NANOS);
  }

  /** The largest size of the table that is not above {@code mss}, or the least. */
  private static int index(int mss) {
    int index = 7;
    while (index > 0 && size(index) > mss) {
      index--;
    }
    return index;
  }

  /** The sizes that paths have: IPv6 at its least MTU, PPPoE, tunnels, Ethernet, jumbo frames. */
  private static int size(int index) {
    return switch (index) {
      case 0 -> 256;
      case 1 -> 536;
      case 2 -> 1220;
      case 3 -> 1360;
      case 4 -> 1400;
      case 5 -> 1440;
      case 6 -> 1460;
      case 7 -> 8940;
      default -> 0;
    };
  }

  /**
   * The timestamp of a SYN,ACK with the options of its SYN in the low bits: never later than {@code
   * timestamp} and less than 64 ticks earlier, so that later ones are not old (RFC 7323 s. 5). No
   * round-trip time can be told from it.
   *
   * @param windowScale the client's; -1 = none
   */
  static int timestampWithOptions(
      int timestamp, int windowScale, boolean sackPermitted, boolean ecn) {
    int options = windowScale < 0 ? NO_SCALE : Math.min(windowScale, 14);
    options |= (sackPermitted ? SACK : 0) | (ecn ? ECN : 0);
    int clock = timestamp >> OPTION_BITS << OPTION_BITS;
    int with = clock | options;
    return with - timestamp > 0 ? with - (1 << OPTION_BITS) : with;
  }

  /** The client's window scale in an echoed timestamp; -1 = none. */
  static int windowScale(int echoed) {
    int scale = echoed & NO_SCALE;
    return scale == NO_SCALE ? -1 : scale;
  }

  /** Whether the client permitted SACK, from an echoed timestamp. */
  static boolean sackPermitted(int echoed) {
    return (echoed & SACK) != 0;
  }

  /** Whether ECN was agreed upon, from an echoed timestamp. */
  static boolean ecn(int echoed) {
    return (echoed & ECN) != 0;
  }
}

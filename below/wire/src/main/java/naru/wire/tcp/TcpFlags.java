package naru.wire.tcp;

/**
 * The control bits of a segment (RFC 9293 section 3.1; ECE and CWR: RFC 3168).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+
 * |C|E|U|A|P|R|S|F|
 * |W|C|R|C|S|S|Y|I|
 * |R|E|G|K|H|T|N|N|
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class TcpFlags {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;
  public static final int ECE = 64;
  public static final int CWR = 128;

  private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
  private static final String[] TEXTS = texts();

  private TcpFlags() {}

  /** The bits by name, lowest first: {@code SYN,ACK}; empty for none. */
  public static String text(int flags) {
    return TEXTS[flags & 0xff];
  }

  /**
   * The bits of a text as {@link #text} makes it.
   *
   * @throws IllegalArgumentException with the name that is none
   */
  public static int parse(String text) {
    int flags = 0;
    for (String name : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      flags |= bit(name);
    }
    return flags;
  }

  private static int bit(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return 1 << i;
      }
    }
    throw new IllegalArgumentException("'" + name + "' is no control bit of TCP");
  }

  private static String[] texts() {
    String[] texts = new String[256];
    for (int flags = 0; flags < 256; flags++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < NAMES.length; i++) {
        if ((flags >>> i & 1) != 0) {
          text.append(text.isEmpty() ? "" : ",").append(NAMES[i]);
        }
      }
      texts[flags] = text.toString();
    }
    return texts;
  }
}

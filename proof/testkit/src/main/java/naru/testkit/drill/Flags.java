package naru.testkit.drill;

/** The control bits of a TCP header (RFC 9293 s. 3.1) and their letters in scripts. */
public final class Flags {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;
  public static final int ECE = 64;
  public static final int CWR = 128;

  /** One letter a bit, in the order of the bits, except that the ACK's dot stands last. */
  private static final String LETTERS = "FSRP.UEW";

  private static final String PRINTED = "SFRPUEW.";

  private Flags() {}

  /** Whether the word is made of flag letters, or a dash for none. */
  static boolean is(String word) {
    return word.equals("-") || word.chars().allMatch(c -> LETTERS.indexOf(c) >= 0);
  }

  static int parse(String word) {
    if (word.equals("-")) {
      return 0;
    }
    return word.chars().map(c -> 1 << LETTERS.indexOf(c)).reduce(0, (a, b) -> a | b);
  }

  static String text(int flags) {
    StringBuilder text = new StringBuilder();
    for (char c : PRINTED.toCharArray()) {
      if ((flags & 1 << LETTERS.indexOf(c)) != 0) {
        text.append(c);
      }
    }
    return text.isEmpty() ? "-" : text.toString();
  }
}

package naru.wire.dns;

/**
 * What is asked (RFC 1035 section 4.1.2).
 *
 * @param dnsClass 1 for the internet
 */
public record Question(Name name, Type type, int dnsClass) {
  /** The class of the internet. */
  public static final int IN = 1;

  public Question {
    if (dnsClass < 0 || dnsClass > 0xffff) {
      throw new IllegalArgumentException("class " + dnsClass + " is not in 0..65535");
    }
  }

  /** A question of class IN. */
  public static Question of(Name name, Type type) {
    return new Question(name, type, IN);
  }
}

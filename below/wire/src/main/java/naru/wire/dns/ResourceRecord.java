package naru.wire.dns;

/**
 * A resource record (RFC 1035 section 3.2.1).
 *
 * @param name the owner
 * @param dnsClass 1 for the internet
 * @param ttlSeconds 0 to 2^31 - 1 (RFC 2181 section 8)
 * @param data what it says
 */
public record ResourceRecord(Name name, int dnsClass, long ttlSeconds, Rdata data) {
  public ResourceRecord {
    if (dnsClass < 0 || dnsClass > 0xffff) {
      throw new IllegalArgumentException("class " + dnsClass + " is not in 0..65535");
    }
    if (ttlSeconds < 0 || ttlSeconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("TTL " + ttlSeconds + " is not in 0..2147483647");
    }
  }

  /** A record of class IN. */
  public static ResourceRecord of(Name name, long ttlSeconds, Rdata data) {
    return new ResourceRecord(name, Question.IN, ttlSeconds, data);
  }

  public Type type() {
    return data.type();
  }

  /** The same with another TTL. */
  public ResourceRecord withTtl(long seconds) {
    return new ResourceRecord(name, dnsClass, seconds, data);
  }

  /** {@code shop.naru.test 60 A 127.0.0.1}; the class is shown only if it is not IN. */
  @Override
  public String toString() {
    String of = dnsClass == Question.IN ? "" : " CLASS" + dnsClass;
    return name + " " + ttlSeconds + of + " " + type() + " " + data;
  }
}

package naru.app.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import naru.base.DomainPattern;
import naru.base.Place;

/**
 * The certificate authority.
 *
 * @param name the common name of the root
 */
public record CaSettings(Place place, String name, Root root, Leaf leaf) {
  /** Kinds of key. */
  public enum Key {
    EC_P256,
    EC_P384,
    RSA_2048,
    RSA_3072;

    /** As in the file: {@code ec-p256}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How the root is made, once, on the first start. */
  public record Root(Place place, Key key, Duration life) {}

  /**
   * How certificates of servers are made.
   *
   * @param renewBefore how long before its end a certificate is replaced; shorter than the life
   * @param names the names that certificates are issued for; none outside
   */
  public record Leaf(
      Place place, Key key, Duration life, Duration renewBefore, List<DomainPattern> names) {
    public Leaf {
      names = List.copyOf(names);
    }
  }
}

package naru.app.config;

import java.util.List;
import java.util.Optional;
import naru.app.text.Text;
import naru.base.DomainPattern;
import naru.base.Place;

/**
 * The forward proxy.
 *
 * @param defaultVerdict what holds where no rule matches; {@link Verdict#ALLOW} or {@link
 *     Verdict#DENY}
 * @param defaultPlace where the default is said
 * @param rules the first that matches wins
 * @param connectPorts ports that CONNECT may reach
 * @param hide what servers are not told
 * @param auth who may use it; empty for anyone who reaches it
 * @param cache whether answers may be stored and reused for other clients
 */
public record ProxySettings(
    Place place,
    Verdict defaultVerdict,
    Place defaultPlace,
    List<Rule> rules,
    List<Integer> connectPorts,
    Hide hide,
    Optional<Auth> auth,
    boolean cache) {
  public ProxySettings {
    rules = List.copyOf(rules);
    connectPorts = List.copyOf(connectPorts);
  }

  /** What a rule says. */
  public enum Verdict {
    /** Forwarded; CONNECT is tunnelled. */
    ALLOW,
    /** Refused, with a reason. */
    DENY,
    /** CONNECT is carried unread, whatever other settings say. */
    TUNNEL,
    /** CONNECT is decrypted with Naru's CA, so that it is traced and cached like plain HTTP. */
    INSPECT
  }

  /**
   * One rule.
   *
   * @param number 1-based, as messages name it
   * @param patterns any of them
   * @param reason told to the client; only for {@link Verdict#DENY}
   */
  public record Rule(
      Place place,
      int number,
      Verdict verdict,
      List<DomainPattern> patterns,
      Optional<Text> reason) {
    public Rule {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * What servers are not told.
   *
   * @param client the client's address: no Forwarded, X-Forwarded-* and the like; else it is told
   * @param userAgent the User-Agent field
   * @param via Naru's own name in the Via field: a pseudonym stands there (RFC 9110 section 7.6.3)
   */
  public record Hide(Place place, boolean client, boolean userAgent, boolean via) {}

  /**
   * Basic authentication (RFC 7617).
   *
   * @param realm shown to the user
   */
  public record Auth(Place place, String realm, List<User> users) {
    public Auth {
      users = List.copyOf(users);
    }
  }

  /** Who may use the proxy. */
  public record User(Place place, String name, Secret secret) {}
}

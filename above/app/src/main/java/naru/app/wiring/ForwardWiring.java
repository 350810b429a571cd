package naru.app.wiring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import naru.app.config.Limits;
import naru.app.config.ProxySettings;
import naru.app.text.Language;
import naru.forward.ForwardConfig;
import naru.forward.core.Credentials;
import naru.forward.core.Policy;
import naru.forward.core.Rule;
import naru.http.Peer;
import naru.trace.ProxyEvent;

/** What the forward proxy is told. */
public final class ForwardWiring {
  private ForwardWiring() {}

  /**
   * Rules, ports, users.
   *
   * @param id tells this proxy from others in the Via field
   */
  public static ForwardConfig config(
      ProxySettings settings, Limits limits, String id, Language language) {
    return new ForwardConfig(
        policy(settings, language),
        Set.copyOf(settings.connectPorts()),
        (settings.hide().via() ? "proxy-" : "naru-") + id,
        settings.hide().client(),
        settings.hide().userAgent(),
        settings.auth().map(ProxySettings.Auth::realm).orElse(""),
        settings.auth().map(ForwardWiring::users),
        Peer.Limits.DEFAULT,
        limits.timeouts().tunnelIdle().toNanos());
  }

  private static Policy policy(ProxySettings settings, Language language) {
    List<Rule> rules = settings.rules().stream().map(r -> rule(r, language)).toList();
    boolean allow = settings.defaultVerdict() != ProxySettings.Verdict.DENY;
    return Policy.of(rules, allow, settings.defaultPlace());
  }

  private static Rule rule(ProxySettings.Rule rule, Language language) {
    String reason = rule.reason().map(r -> r.in(language)).orElse("");
    return new Rule(rule.number(), action(rule.verdict()), rule.patterns(), reason, rule.place());
  }

  private static ProxyEvent.Action action(ProxySettings.Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> ProxyEvent.Action.ALLOW;
      case DENY -> ProxyEvent.Action.DENY;
      case TUNNEL -> ProxyEvent.Action.TUNNEL;
      case INSPECT -> ProxyEvent.Action.INSPECT;
    };
  }

  private static Predicate<Credentials> users(ProxySettings.Auth auth) {
    Map<String, Predicate<String>> passwords = new HashMap<>();
    auth.users().forEach(u -> passwords.put(u.name(), Passwords.of(u.secret())));
    Predicate<String> nobody = password -> false;
    return c -> Optional.ofNullable(passwords.get(c.user())).orElse(nobody).test(c.password());
  }
}

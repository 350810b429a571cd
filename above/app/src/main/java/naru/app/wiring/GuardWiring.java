package naru.app.wiring;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import naru.app.config.GatewaySettings;
import naru.app.config.Guards;
import naru.app.config.Route;
import naru.app.config.Upstream;
import naru.app.config.read.UserFile;
import naru.gateway.guard.config.ApiKeys;
import naru.gateway.guard.config.Basic;
import naru.gateway.guard.config.Circuit;
import naru.gateway.guard.config.Guarding;
import naru.gateway.guard.config.Jwt;
import naru.gateway.guard.config.Pace;
import naru.gateway.guard.config.Rate;
import naru.transport.ClientTls;

/** What guards the routes: what each says itself, and what the gateway says for all. */
final class GuardWiring {
  private static final String GATEWAY = "gateway";

  private final GatewaySettings settings;
  private final Function<Upstream.Trust, ClientTls> tls;

  /** One object for each place in the file, so that what routes share is one thing. */
  private final Map<Object, Object> made = new LinkedHashMap<>();

  GuardWiring(GatewaySettings settings, Function<Upstream.Trust, ClientTls> tls) {
    this.settings = settings;
    this.tls = tls;
  }

  /** What guards a route. */
  Guarding of(Route route) {
    Optional<Guards> own = route.guard();
    Optional<Guards> all =
        own.filter(g -> !g.inherit()).isPresent() ? Optional.empty() : settings.guard();
    List<Rate> rates = new ArrayList<>();
    List<Pace> paces = new ArrayList<>();
    List<Circuit> circuits = new ArrayList<>();
    String id = "route " + route.name();
    all.ifPresent(g -> limits(g, GATEWAY, rates, paces, circuits));
    own.ifPresent(g -> limits(g, id, rates, paces, circuits));
    upstream(route).flatMap(this::limitsOf).ifPresent(circuits::add);
    List<Guards> both = new ArrayList<>();
    own.ifPresent(both::add);
    all.ifPresent(both::add);
    return new Guarding(
        both.stream()
            .map(Guards::addresses)
            .filter(rules -> !rules.isEmpty())
            .findFirst()
            .orElse(List.of()),
        first(both, Guards::basic).map(b -> once(b, () -> basic(b))),
        first(both, Guards::keys).map(k -> once(k, () -> keys(k))),
        first(both, Guards::jwt).map(j -> once(j, () -> jwt(j))),
        first(both, Guards::ask),
        rates,
        paces,
        circuits,
        both.isEmpty() ? Guarding.USUAL_PRIORITY : both.getFirst().priority());
  }

  private static <T> Optional<T> first(List<Guards> both, Function<Guards, Optional<T>> part) {
    return both.stream().map(part).flatMap(Optional::stream).findFirst();
  }

  @SuppressWarnings("unchecked")
  private <T> T once(Object said, java.util.function.Supplier<T> maker) {
    Object known = made.get(said);
    if (known == null) {
      known = maker.get();
      made.put(said, known);
    }
    return (T) known;
  }

  private Optional<Upstream> upstream(Route route) {
    return route.to() instanceof Route.Destination.ToUpstream to
        ? settings.upstream(to.name())
        : Optional.empty();
  }

  private Optional<Circuit> limitsOf(Upstream upstream) {
    return upstream.limits().map(l -> circuit(l, "upstream " + upstream.name()));
  }

  /** What bounds the requests under way to an upstream, whatever route they take. */
  Optional<Circuit> limitsOf(String upstream) {
    return settings.upstream(upstream).flatMap(this::limitsOf);
  }

  // ---- limits

  private static void limits(
      Guards g, String at, List<Rate> rates, List<Pace> paces, List<Circuit> circuits) {
    for (Guards.RateLimit limit : g.rates()) {
      rates.add(rate(limit, at, rates));
    }
    for (Guards.Bandwidth limit : g.bandwidth()) {
      paces.add(pace(limit, at, paces.size() + 1));
    }
    g.limits().ifPresent(limit -> circuits.add(circuit(limit, at)));
  }

  /** Each has a count of its own, also under a name that is said twice. */
  private static Rate rate(Guards.RateLimit r, String at, List<Rate> before) {
    int number = before.size() + 1;
    String usual = r.per().isZero() ? "concurrent-" + number : "rate-" + number;
    String name = r.name().orElse(usual);
    String id = at + "/" + name;
    return new Rate(
        name,
        before.stream().anyMatch(other -> other.id().equals(id)) ? id + "/" + number : id,
        r.requests(),
        r.per().toNanos(),
        r.burst() == 0 ? r.requests() : r.burst(),
        r.by(),
        Math.max(1, r.keys()),
        r.tell(),
        !r.dryRun(),
        r.place());
  }

  private static Pace pace(Guards.Bandwidth b, String at, int number) {
    String name = "bandwidth-" + number;
    return new Pace(
        name,
        at + "/" + name,
        b.requests(),
        Math.max(1, b.bitsPerSecond() / 8),
        b.burstBytes(),
        b.by(),
        b.keys(),
        b.place());
  }

  private static Circuit circuit(Guards.Circuit c, String id) {
    return new Circuit(
        id, c.requests(), c.queue(), c.waiting().toNanos(), c.adaptive(), c.least(), c.place());
  }

  // ---- proofs

  private static Basic basic(Guards.Basic b) {
    Map<String, Predicate<String>> users = new LinkedHashMap<>();
    b.file()
        .ifPresent(
            file ->
                UserFile.read(file).forEach((name, hash) -> users.put(name, Passwords.of(hash))));
    b.users().forEach(u -> users.put(u.name(), Passwords.of(u.secret())));
    return new Basic(b.realm(), users, b.userHeader(), b.keep(), b.place());
  }

  private static ApiKeys keys(Guards.Keys k) {
    Map<String, String> consumers = new LinkedHashMap<>();
    k.consumers().forEach(c -> consumers.put(hash(c.key()), c.name()));
    return new ApiKeys(k.header(), k.query(), consumers, k.consumerHeader(), k.keep(), k.place());
  }

  private static String hash(Guards.ApiKey key) {
    return switch (key) {
      case Guards.ApiKey.Hashed hashed -> hashed.sha256();
      case Guards.ApiKey.Known known -> sha256(Passwords.text(known.secret()));
    };
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Jwt jwt(Guards.Jwt j) {
    long refresh = j.refresh().toNanos();
    Jwt.Keys keys =
        switch (j.keys()) {
          case Guards.KeySource.InFile file -> new Jwt.Keys.InFile(file.path(), refresh);
          case Guards.KeySource.At at ->
              new Jwt.Keys.At(at.uri(), tls.apply(j.trust()), j.privateToo(), refresh);
        };
    return new Jwt(
        keys,
        Set.copyOf(j.issuers()),
        Set.copyOf(j.audiences()),
        Set.copyOf(j.algorithms()),
        (int) j.leeway().toSeconds(),
        j.required(),
        j.headers(),
        j.keep(),
        j.place());
  }
}

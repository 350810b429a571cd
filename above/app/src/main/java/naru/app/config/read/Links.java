package naru.app.config.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.app.config.Config;
import naru.app.config.GatewaySettings;
import naru.app.config.Guards;
import naru.app.config.Listener.Scheme;
import naru.app.config.Route;
import naru.app.config.Secret;
import naru.app.config.Upstream;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.shape.Reading;
import naru.app.text.Nearest;
import naru.app.text.Text;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.base.Place;

/** What must hold between the sections of a file, and what is said in vain. */
final class Links {
  private static final Text NOT_PLAIN =
      Text.of(
          "write what htpasswd -nB NAME prints after the colon, ${env:NAME} or ${file:PATH}",
          "htpasswd -nB NAME이 콜론 뒤에 출력하는 값, ${env:이름} 또는 ${file:경로}를 쓰세요");

  private static final Text NOT_PLAIN_KEY =
      Text.of(
          "write sha256:HEX, the hash of the key, ${env:NAME} or ${file:PATH}",
          "키의 해시인 sha256:16진수, ${env:이름} 또는 ${file:경로}를 쓰세요");
  private static final Text NOT_PLAIN_SECRET =
      Text.of("write ${env:NAME} or ${file:PATH}", "${env:이름} 또는 ${file:경로}를 쓰세요");

  private final Config config;
  private final Reading reading;

  private Links(Config config, Reading reading) {
    this.config = config;
    this.reading = reading;
  }

  static void check(Config config, Reading reading) {
    Links links = new Links(config, reading);
    Listeners.check(config.listen(), config.network(), reading);
    links.networksAreSound();
    links.upstreamsExist();
    links.upstreamsAreUsed();
    links.routeNamesDiffer();
    links.bodiesFit();
    links.certificatesExist();
    links.somethingListens();
    FileLinks.check(config, reading);
    DnsSection.check(config.dns(), config.listen(), reading);
    links.plain(ProxySection.passwords(config.proxy()).stream(), NOT_PLAIN);
    EdgeLinks.check(config, reading);
    links.plain(guards(config.gateway()).flatMap(GuardProofs::passwords), NOT_PLAIN);
    links.plain(guards(config.gateway()).flatMap(GuardProofs::keys), NOT_PLAIN_KEY);
    links.plain(links.stickyKeys(), NOT_PLAIN_SECRET);
    links.secretsCanBeHad();
    if (!reading.hasErrors()) {
      Unreached.check(config, reading); // what is wrong counts as not said, and would mislead
    }
  }

  private static Stream<Guards> guards(GatewaySettings gateway) {
    return Stream.concat(
        gateway.guard().stream(), gateway.routes().stream().flatMap(r -> r.guard().stream()));
  }

  private void plain(Stream<? extends Secret> secrets, Text instead) {
    secrets
        .filter(Secret.Plain.class::isInstance)
        .forEach(
            plain ->
                reading.report(ConfigCode.PLAIN_PASSWORD, plain.place(), Optional.of(instead)));
  }

  private void report(ConfigCode code, Place at, String... values) {
    List<Text> texts = List.of(values).stream().map(Text::same).toList();
    reading.report(code, at, Optional.empty(), texts.toArray(Text[]::new));
  }

  private GatewaySettings gateway() {
    return config.gateway();
  }

  /** Looks at what the file says, not at the routes: a route with another mistake is not there. */
  private void upstreamsExist() {
    for (Reading.Reference reference : reading.references()) {
      String name = reference.name();
      if (gateway().upstream(name).isEmpty() && !reading.isBroken(name)) {
        reading.report(
            ConfigCode.UNKNOWN_UPSTREAM, reference.place(), nearest(name), Text.same(name));
      }
    }
  }

  private Optional<Text> nearest(String name) {
    List<String> names = gateway().upstreams().stream().map(Upstream::name).toList();
    return Nearest.to(name, names)
        .flatMap(gateway()::upstream)
        .map(near -> Advice.meant(near.name(), near.place()))
        .or(() -> Advice.among(name, names));
  }

  private void upstreamsAreUsed() {
    Set<String> used =
        reading.references().stream().map(Reading.Reference::name).collect(Collectors.toSet());
    gateway().upstreams().stream()
        .filter(upstream -> !used.contains(upstream.name()))
        .forEach(u -> report(ConfigCode.UPSTREAM_UNUSED, u.place(), u.name()));
  }

  private void routeNamesDiffer() {
    Map<String, Route> seen = new HashMap<>();
    for (Route route : gateway().routes()) {
      Route first = seen.putIfAbsent(route.name(), route);
      if (first != null) {
        report(ConfigCode.SAME_ROUTE, route.place(), route.name(), Problem.where(first.place()));
      }
    }
  }

  /** The bound of a route is within that of all. */
  private void bodiesFit() {
    long most = config.limits().bodyBytes();
    for (Route route : gateway().routes()) {
      if (route.changes().bodyBytes() > most) {
        report(ConfigCode.BODY_BOUNDED, route.place(), route.name(), Long.toString(most));
      }
    }
  }

  /** A gateway that speaks TLS needs certificates for the hosts of its routes. */
  private void certificatesExist() {
    boolean speaksTls =
        config.listen().gateway().stream().anyMatch(l -> l.scheme() == Scheme.HTTPS);
    List<DomainPattern> names = config.ca().leaf().names();
    if (!speaksTls) {
      return;
    }
    for (Route route : gateway().routes()) {
      route.match().what().hosts().stream()
          .filter(host -> names.stream().noneMatch(name -> Unreached.covers(name, host)))
          .filter(host -> !gateway().edge().covers(host))
          .filter(host -> !host.toString().equals("*"))
          .forEach(h -> report(ConfigCode.NO_CERTIFICATE, route.match().place(), h.toString()));
    }
  }

  private Stream<Secret> stickyKeys() {
    return gateway().upstreams().stream()
        .flatMap(u -> u.care().sticky().stream())
        .flatMap(stick -> stick.key().stream());
  }

  private void secretsCanBeHad() {
    Stream.of(
            guards(gateway()).flatMap(GuardProofs::secrets),
            ProxySection.passwords(config.proxy()).stream(),
            stickyKeys())
        .flatMap(secrets -> secrets)
        .forEach(
            secret ->
                Secrets.fault(secret)
                    .ifPresent(
                        why ->
                            reading.report(
                                ConfigCode.NO_SECRET, secret.place(), Optional.empty(), why)));
  }

  private void somethingListens() {
    if (!gateway().routes().isEmpty() && config.listen().gateway().isEmpty()) {
      report(ConfigCode.NOTHING_LISTENS, gateway().place(), "gateway");
    }
    if (!config.proxy().rules().isEmpty() && config.listen().proxy().isEmpty()) {
      report(ConfigCode.NOTHING_LISTENS, config.proxy().place(), "proxy");
    }
    if (!config.dns().zones().isEmpty() && config.listen().dns().isEmpty()) {
      report(ConfigCode.NOTHING_LISTENS, config.dns().place(), "dns");
    }
  }

  private void networksAreSound() {
    config.network().inner().ifPresent(i -> inside(i.place(), i.client(), i.range()));
    config.network().tun().ifPresent(t -> inside(t.place(), t.host(), t.range()));
    config
        .network()
        .tun()
        .filter(
            t -> config.network().inner().filter(i -> overlap(i.range(), t.range())).isPresent())
        .ifPresent(t -> report(ConfigCode.NETWORKS_OVERLAP, t.place()));
  }

  private void inside(Place at, String address, IpRange range) {
    if (!range.contains(IpRange.literal(address))) {
      report(ConfigCode.OUTSIDE_NETWORK, at, address, range.toString());
    }
  }

  private static boolean overlap(IpRange a, IpRange b) {
    return a.contains(b.first()) || b.contains(a.first());
  }
}

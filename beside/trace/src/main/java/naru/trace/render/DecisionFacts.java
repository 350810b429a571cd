package naru.trace.render;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import naru.base.Place;
import naru.trace.CacheEvent;
import naru.trace.ChangeEvent;
import naru.trace.DnsEvent;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.GuardEvent;
import naru.trace.OriginEvent;
import naru.trace.ProxyEvent;

/** Decisions in words, with what spoke against the others, and the place that decided. */
final class DecisionFacts {
  private DecisionFacts() {}

  static String proxy(ProxyEvent event, Words words) {
    return switch (event) {
      case ProxyEvent.Decided e -> decided(e, words);
      case ProxyEvent.Authenticated e ->
          words.say(e.accepted() ? "proxy.user" : "proxy.user-refused", e.user());
      case ProxyEvent.PrivateTargetRefused e -> words.say("proxy.private", e.target(), e.address());
      case ProxyEvent.ClientHidden e ->
          words.say("proxy.hidden", e.client(), e.shown(), String.join(", ", e.removed()));
      case ProxyEvent.ClientTold e ->
          words.say("proxy.told", e.client(), String.join(", ", e.fields()));
      case ProxyEvent.TunnelOpened e -> words.say("proxy.tunnel", e.target(), e.address());
      case ProxyEvent.TunnelClosed e ->
          words.say("proxy.tunnelled", Facts.bytes(e.bytesUp()), Facts.bytes(e.bytesDown()));
    };
  }

  private static String decided(ProxyEvent.Decided e, Words words) {
    String action = words.say("action." + JsonShape.word(e.action()));
    String rule =
        e.number() == 0
            ? words.say("proxy.default", e.target(), action)
            : words.say("proxy.rule", e.target(), action, e.number(), e.rule());
    return e.reason().isEmpty() ? rule : rule + ", " + e.reason();
  }

  static String gateway(GatewayEvent event, Words words) {
    return switch (event) {
      case GatewayEvent.RouteChosen e -> e.route() + missed(e.missed(), words);
      case GatewayEvent.Listening e -> listening(e, words);
      case GatewayEvent.NoRoute e -> words.say("route.none") + missed(e.missed(), words);
      case GatewayEvent.TargetChosen e ->
          words.say("target.chosen", e.balance(), e.target(), against(e, words));
      case GatewayEvent.NoTarget e ->
          words.say(
              "target.none",
              e.upstream(),
              e.candidates().stream()
                  .map(c -> c.target() + " " + stateOf(c, words))
                  .collect(Collectors.joining(", ")));
      case GatewayEvent.Retried e ->
          words.say("retried", e.attempt(), e.target(), Facts.failure(e.failure()))
              + (e.pauseMillis() == 0 ? "" : words.say("retried.pause", e.pauseMillis()));
      case GatewayEvent.NotRetried e ->
          words.say("not-retried", e.attempt(), e.target(), e.reason());
      case GatewayEvent.Carried e ->
          words.say("carried", Facts.bytes(e.bytesUp()), Facts.bytes(e.bytesDown()));
      case GatewayEvent.Ejected e ->
          e.why().isEmpty()
              ? words.say("ejected", e.target(), e.failures(), e.forMillis())
              : words.say("ejected.outlier", e.target(), e.why(), e.forMillis());
      case GatewayEvent.Checked e ->
          words.say(e.healthy() ? "checked.back" : "checked.out", e.target(), e.row(), e.seen());
    };
  }

  private static String listening(GatewayEvent.Listening e, Words words) {
    if (!e.listener().isEmpty()) {
      return e.listener();
    }
    String others = String.join(", ", e.others());
    return words.say("listening.none", e.asked())
        + (others.isEmpty() ? "" : ", " + words.say("listening.others", others));
  }

  private static String missed(List<NearMiss> missed, Words words) {
    return missed.isEmpty()
        ? ""
        : missed.stream()
            .map(m -> words.say("route.missed", m.route(), m.predicate()))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /** {@code inflight 0 vs 3}: the chosen target's number first. */
  private static String against(GatewayEvent.TargetChosen e, Words words) {
    String mine = "";
    StringBuilder others = new StringBuilder();
    for (Candidate c : e.candidates()) {
      String time = c.micros() == 0 ? "" : " " + Facts.millis(c.micros() * 1000);
      String number =
          c.inflight() + time + (c.state().equals("healthy") ? "" : " " + stateOf(c, words));
      if (mine.isEmpty() && c.target().equals(e.target())) {
        mine = number;
      } else {
        others.append(others.isEmpty() ? " vs " : ", ").append(number);
      }
    }
    return mine + others;
  }

  private static String stateOf(Candidate c, Words words) {
    return words.sayOr("state." + c.state(), c.state());
  }

  static String cache(CacheEvent event, Words words) {
    return switch (event) {
      case CacheEvent.Hit e ->
          words.say("cache.hit", e.ageSeconds(), e.ttlSeconds())
              + (e.stale().isEmpty() ? "" : ", " + words.say("cache.stale", e.stale()));
      case CacheEvent.Forwarded e ->
          words.say("cache.forwarded", e.reason())
              + (e.detail().isEmpty() ? "" : " (" + e.detail() + ")");
      case CacheEvent.Collapsed e -> words.say("cache.collapsed", e.waiting());
      case CacheEvent.Stored e -> words.say("cache.stored", e.ttlSeconds(), e.because());
      case CacheEvent.NotStored e -> words.say("cache.not-stored", e.because());
      case CacheEvent.Revalidated e -> words.say("cache.revalidated", e.ttlSeconds());
      case CacheEvent.Invalidated e -> words.say("cache.invalidated", e.method());
    };
  }

  static String origin(OriginEvent event, Words words) {
    return switch (event) {
      case OriginEvent.File e ->
          words.say("origin.file", e.path(), Facts.bytes(e.bytes()), e.etag())
              + (e.encoding().isEmpty() ? "" : ", " + e.encoding())
              + siblings(e, words);
      case OriginEvent.Looked e -> looked(e, words);
      case OriginEvent.Api e -> words.say("origin.api", e.operation(), e.resource(), e.status());
    };
  }

  private static String looked(OriginEvent.Looked e, Words words) {
    String folder = e.folder().isEmpty() ? words.say("looked.built-in") : e.folder();
    return words.say(
        "looked." + JsonShape.word(e.verdict()), folder, e.path(), Facts.bytes(e.bytes()));
  }

  private static String siblings(OriginEvent.File e, Words words) {
    return e.siblings().isEmpty()
        ? ""
        : e.siblings().stream()
            .map(s -> s.file() + ": " + words.sayOr("sibling." + s.verdict(), s.verdict()))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Where in the config an event was decided; empty if it was not, or in no file. */
  static Optional<Place> place(Event event) {
    Optional<Place> place =
        switch (event) {
          case DnsEvent.Answer e -> Optional.of(e.place());
          case ProxyEvent.Decided e -> Optional.of(e.place());
          case GatewayEvent.Listening e -> Optional.of(e.place());
          case GatewayEvent.RouteChosen e -> Optional.of(e.place());
          case GatewayEvent.TargetChosen e -> Optional.of(e.place());
          case GatewayEvent.NoTarget e -> Optional.of(e.place());
          case OriginEvent.Looked e -> Optional.of(e.place());
          case ChangeEvent e -> Optional.of(e.place());
          case GuardEvent e -> Optional.of(GuardFacts.place(e));
          case CacheEvent.Forwarded e -> Optional.of(e.place());
          default -> Optional.empty();
        };
    return place.filter(p -> !p.equals(Place.BUILT_IN));
  }
}

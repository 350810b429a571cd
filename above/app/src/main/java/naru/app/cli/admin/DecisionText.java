package naru.app.cli.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.app.cli.Terminal;
import naru.app.text.Cells;
import naru.app.text.Folding;
import naru.base.Place;
import naru.trace.CaEvent;
import naru.trace.CacheEvent;
import naru.trace.ChangeEvent;
import naru.trace.DnsEvent;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.GuardEvent;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import naru.trace.ProxyEvent;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.UdpEvent;
import naru.trace.render.EventText;
import naru.trace.render.Lang;
import naru.trace.render.TraceJson;
import tools.jackson.databind.JsonNode;

/** A dry run for a person: a row for each decision, in the words of the waterfall. */
final class DecisionText {
  private static final int LABEL = 12;

  private DecisionText() {}

  static void print(JsonNode decision, Remembered remembered, Terminal terminal) {
    terminal
        .out()
        .println(decision.path("method").asString("") + " " + decision.path("url").asString(""));
    for (JsonNode node : decision.path("events")) {
      TraceJson.event(node).ifPresent(event -> print(event, remembered, terminal));
    }
    terminal.print("why.nothing-sent");
  }

  private static void print(Event event, Remembered remembered, Terminal terminal) {
    Lang lang = Lang.of(terminal.language().tag());
    Optional<Place> place = EventText.place(event);
    String where = place.map(p -> "   (" + p + ")").orElse("");
    row(label(event, terminal), facts(event, lang, terminal) + where, terminal);
    switch (event) {
      case GatewayEvent.TargetChosen chosen ->
          candidates(chosen.upstream(), chosen.candidates(), remembered, terminal);
      case GatewayEvent.NoTarget none ->
          candidates(none.upstream(), none.candidates(), remembered, terminal);
      case TlsEvent.CertificateShown c when c.notAfter().isBefore(Instant.now()) ->
          row("", terminal.say("why.ended", c.notAfter().toString()), terminal);
      case CacheEvent.Hit hit -> key(hit.key(), terminal);
      case CacheEvent.Forwarded forwarded -> key(forwarded.key(), terminal);
      default -> {}
    }
  }

  private static String facts(Event event, Lang lang, Terminal terminal) {
    return event instanceof GatewayEvent.TargetChosen chosen && chosen.target().isEmpty()
        ? terminal.say("why.target-open", chosen.balance())
        : EventText.of(event, lang);
  }

  private static void row(String label, String fact, Terminal terminal) {
    row(label, fact, LABEL + 2, terminal);
  }

  private static void row(String label, String fact, int column, Terminal terminal) {
    String before = "  " + label + " ".repeat(Math.max(1, column - 2 - Cells.of(label)));
    for (String line : Folding.of(fact, terminal.columns() - column)) {
      terminal.out().println(before + line);
      before = " ".repeat(column);
    }
  }

  private static void candidates(
      String upstream,
      List<GatewayEvent.Candidate> candidates,
      Remembered remembered,
      Terminal terminal) {
    Lang lang = Lang.of(terminal.language().tag());
    for (GatewayEvent.Candidate c : candidates) {
      String numbers = terminal.say("why.candidate", "" + c.inflight(), "" + c.weight());
      String time = c.micros() == 0 ? "" : ", " + terminal.say("why.micros", "" + c.micros());
      boolean unchecked =
          c.state().equals("healthy") && remembered.isUnchecked(upstream, c.target());
      String state = unchecked ? terminal.say("state.unchecked") : EventText.state(c, lang);
      row("", c.target() + "  " + state + ", " + numbers + time, terminal);
      for (String line : remembered.lines(upstream, c.target(), terminal)) {
        row("", line, LABEL + 4, terminal);
      }
    }
  }

  private static void key(String key, Terminal terminal) {
    if (!key.isEmpty()) {
      row("", terminal.say("why.key", key), terminal);
    }
  }

  private static String label(Event event, Terminal terminal) {
    return terminal.say(
        switch (event) {
          case DnsEvent _ -> "why.dns";
          case ProxyEvent _ -> "why.proxy";
          case CaEvent _, TlsEvent _ -> "why.certificate";
          case GatewayEvent.Listening _ -> "why.listener";
          case GatewayEvent.RouteChosen _, GatewayEvent.NoRoute _ -> "why.route";
          case ChangeEvent _ -> "why.route";
          case GatewayEvent _ -> "why.target";
          case GuardEvent _ -> "why.guard";
          case CacheEvent _ -> "why.cache";
          case OriginEvent _ -> "why.origin";
          case TcpEvent _, UdpEvent _, HttpEvent _ -> "why.transport";
        });
  }
}

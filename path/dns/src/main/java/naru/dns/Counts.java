package naru.dns;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;
import naru.trace.DnsEvent.Source;

/** What the name server counts. */
final class Counts {
  private final LongAdder udp;
  private final LongAdder tcp;
  private final LongAdder silence;
  private final LongAdder untraced;
  private final LongAdder forwardFailures;
  private final LongAdder recursionRefused;
  private final Map<Source, LongAdder> answers = new EnumMap<>(Source.class);

  Counts(Metrics metrics) {
    udp = metrics.counter("naru_dns_queries_total{transport=\"udp\"}", "messages received");
    tcp = metrics.counter("naru_dns_queries_total{transport=\"tcp\"}", "messages received");
    silence = metrics.counter("naru_dns_ignored_total", "messages that got no answer");
    untraced = metrics.counter("naru_dns_untraced_total", "queries not told to save work");
    forwardFailures =
        metrics.counter("naru_dns_forward_failures_total", "questions no upstream answered");
    recursionRefused =
        metrics.counter(
            "naru_dns_recursion_refused_total", "questions of clients for whom nobody is asked");
    for (Source source : Source.values()) {
      String word = source == Source.SERVER ? "refusal" : source.name().toLowerCase(Locale.ROOT);
      answers.put(
          source,
          metrics.counter("naru_dns_answers_total{source=\"" + word + "\"}", "answers sent"));
    }
  }

  void query(boolean stream) {
    (stream ? tcp : udp).increment();
  }

  void answer(Source source) {
    LongAdder counter = answers.get(source);
    if (counter != null) {
      counter.increment();
    }
  }

  void silence() {
    silence.increment();
  }

  void untraced() {
    untraced.increment();
  }

  void recursionRefused() {
    recursionRefused.increment();
  }

  void forwardFailure() {
    forwardFailures.increment();
  }
}

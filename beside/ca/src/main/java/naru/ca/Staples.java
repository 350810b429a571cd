package naru.ca;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import naru.base.Clock;
import naru.base.Metrics;
import naru.ca.core.StatusQuestion;
import naru.http.Errand;
import naru.http.LoopState;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.transport.ClientTls;
import naru.transport.NameResolver;

/**
 * The OCSP responses that are shown: those that Naru fetches itself, with a keeper for each
 * certificate of the config, and those out of files. They stay over reloads. Thread-safe.
 */
public final class Staples implements AutoCloseable {
  /** Most bytes of a response; the usual ones have some hundred to some thousand. */
  static final int MOST_BYTES = 64 << 10;

  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  /** Some seconds at least lie between two responses about one certificate. */
  private static final Executor DISK = work -> Thread.ofVirtual().name("naru-ocsp").start(work);

  private final LoopState state;
  private final Supplier<NameResolver> resolver;
  private final Supplier<ClientTls> tls;
  private final Clock clock;
  private final StatusCounts counts;
  private final StatusShelf shelf;
  private final Map<String, StatusKeeper> keepers = new LinkedHashMap<>();
  private final Map<String, StatusFile> files = new LinkedHashMap<>();

  private Staples(
      LoopState state,
      Supplier<NameResolver> resolver,
      Supplier<ClientTls> tls,
      Path folder,
      Clock clock,
      Metrics metrics) {
    this.state = state;
    this.resolver = resolver;
    this.tls = tls;
    this.clock = clock;
    this.counts = StatusCounts.of(metrics, this::tell);
    this.shelf = StatusShelf.in(folder, metrics, this::tell);
    metrics.gauge("naru_ocsp_wanted", "certificates with responses to be fetched", this::wanted);
    metrics.gauge("naru_ocsp_shown", "of them, with one to show", this::shown);
    metrics.gauge(
        "naru_ocsp_first_ends_seconds", "when the first response ends, Unix time", this::firstEnd);
  }

  /**
   * None yet.
   *
   * @param state of the loop that asks
   * @param resolver of responders' names, as the config in force has it
   * @param tls to responders that speak it
   * @param folder where good responses are kept over a restart; of nothing else
   */
  public static Staples of(
      LoopState state,
      Supplier<NameResolver> resolver,
      Supplier<ClientTls> tls,
      Path folder,
      Clock clock,
      Metrics metrics) {
    return new Staples(state, resolver, tls, folder, clock, metrics);
  }

  /**
   * The keeper of a certificate.
   *
   * @param id what knows it again after a reload: its files and how it is asked about
   */
  public synchronized StatusKeeper keeper(String id, StatusKeeper.How how) {
    return keepers.computeIfAbsent(
        id, k -> new StatusKeeper(how, this::ask, state.loop(), clock, counts, shelf, DISK));
  }

  /**
   * The response about a certificate in a file.
   *
   * @param id what knows it again after a reload: the certificate's file, this one, and the issuers
   */
  public synchronized StatusFile file(String id, Path file, List<X509Certificate> issuers) {
    return files.computeIfAbsent(id, k -> StatusFile.of(file, issuers, clock));
  }

  /** Ends those that no config names any more. */
  public synchronized void keepOnly(Set<String> ids) {
    files.keySet().retainAll(ids);
    keepers
        .entrySet()
        .removeIf(
            e -> {
              boolean gone = !ids.contains(e.getKey());
              if (gone) {
                e.getValue().close();
              }
              return gone;
            });
  }

  private void ask(
      StatusQuestion question, URI responder, boolean privateToo, StatusKeeper.Reply reply) {
    Optional<URI> get = question.get(responder);
    Errand.Order order =
        new Errand.Order(
            get.orElse(responder),
            "naru-ocsp",
            "application/ocsp-response",
            get.isPresent()
                ? Optional.empty()
                : Optional.of(new Errand.Content("application/ocsp-request", question.der())),
            "https".equalsIgnoreCase(responder.getScheme()) ? tls.get() : null,
            privateToo,
            MOST_BYTES,
            TIMEOUT_NANOS);
    Errand.run(
        order,
        state,
        resolver.get(),
        false,
        new Errand.Outcome() {
          @Override
          public void answered(byte[] content, Span span) {
            reply.answered(content, span);
          }

          @Override
          public void failed(String why, Span span) {
            reply.failed(why, span);
          }
        });
  }

  private void tell(CaEvent event) {
    Prologue prologue = state.tracer().prologue();
    prologue.add(Party.GATEWAY, Party.GATEWAY, Provenance.DERIVED, event);
    prologue.endAlone(Party.GATEWAY);
  }

  // ---- metrics

  private synchronized long wanted() {
    return keepers.size();
  }

  private synchronized long shown() {
    return keepers.values().stream().filter(StatusKeeper::isShown).count();
  }

  private synchronized long firstEnd() {
    return keepers.values().stream()
        .filter(StatusKeeper::isShown)
        .mapToLong(k -> k.until().getEpochSecond())
        .min()
        .orElse(0);
  }

  @Override
  public synchronized void close() {
    keepOnly(Set.of());
  }
}

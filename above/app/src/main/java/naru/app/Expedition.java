package naru.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import naru.app.files.Certificates;
import naru.base.Clock;
import naru.base.Metrics;
import naru.client.BodyPipe;
import naru.client.Outcome;
import naru.client.Traveller;
import naru.client.Trip;
import naru.dns.Resolver;
import naru.dns.core.Upstream;
import naru.http.HttpEngine;
import naru.trace.Trace;
import naru.trace.TraceStore;
import naru.trace.Tracer;
import naru.transport.ClientTls;
import naru.transport.Loops;
import naru.transport.NameResolver;
import org.jspecify.annotations.Nullable;

/** A client process: one event loop, a trace store of its own, and whom it asks and trusts. */
final class Expedition implements AutoCloseable {
  private static final List<String> ALPN = List.of("http/1.1");

  private final Clock clock = Clock.system();
  private final Loops loops = Loops.open(1).capturing(clock);
  private final Metrics metrics = new Metrics();
  private final TraceStore traces = TraceStore.of(clock, 100);
  private final Traveller traveller;

  /** What came back. */
  record Return(Outcome outcome, Trace trace) {}

  private Expedition(@Nullable String resolver, ClientTls tls) {
    Tracer tracer = Tracer.of(clock, new SecureRandom().nextLong(), traces);
    HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
    traveller = Traveller.of(loops, engine, names(resolver), tls);
  }

  /** A client as the command line wants it. */
  static Expedition of(Asking asking) {
    ClientTls tls =
        asking.insecure
            ? ClientTls.insecure(ALPN)
            : ClientTls.of(anchors(asking.cacert), true, ALPN);
    return new Expedition(asking.resolver, tls);
  }

  /** The file that was named, or the root of a Naru that has its state in this folder. */
  private static List<X509Certificate> anchors(@Nullable Path file) {
    Path here = Path.of(".naru", "ca", "root.crt");
    List<X509Certificate> anchors = new ArrayList<>();
    if (file != null) {
      anchors.addAll(Certificates.read(file));
    } else if (Files.isReadable(here)) {
      anchors.addAll(Certificates.read(here));
    }
    return anchors;
  }

  private NameResolver names(@Nullable String resolver) {
    if (resolver == null) {
      return NameResolver.host(metrics);
    }
    String url = resolver.contains("://") ? resolver : "udp://" + resolver;
    List<Upstream> servers = List.of(Upstream.parse(url));
    return Resolver.of(loops, servers, Resolver.Options.USUAL, clock, metrics);
  }

  /** Makes the trip; the body goes to {@code out}. */
  Return go(Trip trip, OutputStream out) throws IOException, InterruptedException {
    BodyPipe body = new BodyPipe();
    Future<Outcome> outcome = traveller.go(trip, body);
    body.writeTo(out);
    try {
      Outcome o = outcome.get();
      return new Return(o, traces.find(o.trace()).orElseThrow());
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never exceptional", e);
    }
  }

  @Override
  public void close() {
    loops.close();
  }
}

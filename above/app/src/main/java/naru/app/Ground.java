package naru.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import naru.app.config.Config;
import naru.app.config.TraceSettings;
import naru.app.process.Heritage;
import naru.app.process.Tenancy;
import naru.app.wiring.CaWiring;
import naru.app.wiring.OwnNetworks;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Side;
import naru.ca.Authority;
import naru.http.HttpEngine;
import naru.store.Store;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.TraceStore;
import naru.trace.Tracer;
import naru.trace.disk.SegmentWriter;
import naru.trace.disk.TraceKeeper;
import naru.trace.disk.TraceSegments;
import naru.transport.Loops;

/**
 * What a running Naru stands on, and a reload does not change: event loops, the trace, the
 * database, the certificate authority.
 */
final class Ground implements AutoCloseable {
  private static final long TRACE_BYTES_ON_DISK = 256L << 20;

  final Clock clock = Clock.system();
  final Metrics metrics = new Metrics();
  final Path state;
  final TraceStore traces;
  final Tracer tracer;
  final Store store;
  final Authority authority;
  final Loops loops;
  final OwnNetworks networks;
  private final Map<Party, HttpEngine> engines = new EnumMap<>(Party.class);
  private final Tenancy tenancy;
  private final TraceSegments segments;
  private final SegmentWriter writer;
  private final TraceKeeper keeper;

  private Ground(Config config, Heritage heritage) throws IOException {
    state = config.state();
    TraceSettings t = config.trace();
    store = Store.open(state, metrics);
    tenancy = Tenancy.of(state);
    Path traceFolder = state.resolve("traces");
    segments =
        heritage.besideAnother() || !tenancy.isAlone()
            ? TraceSegments.openBeside(traceFolder, TRACE_BYTES_ON_DISK, metrics)
            : TraceSegments.open(traceFolder, TRACE_BYTES_ON_DISK, metrics);
    writer = SegmentWriter.start(segments, metrics);
    traces = TraceStore.of(clock, t.keep(), TraceStore.USUAL_BYTES, segments);
    traces.register(metrics);
    Keep keep = new Keep(t.samplePercent() / 100, t.slow().toNanos(), t.perSecond());
    tracer = Tracer.recording(clock, new SecureRandom().nextLong(), keep, metrics, traces);
    keeper = TraceKeeper.start(tracer, traces, writer);
    authority = Authority.open(CaWiring.config(config.ca()), state, store, clock, metrics);
    networks =
        OwnNetworks.open(config, Loops.open(0).inheriting(heritage.sockets()), clock, metrics);
    loops = networks.of(Party.DNS);
    HttpEngine usual = HttpEngine.of(loops, tracer, metrics);
    for (Party party : Party.values()) {
      Loops own = networks.of(party);
      engines.put(
          party, config.network().inner().isEmpty() ? usual : HttpEngine.of(own, tracer, metrics));
    }
  }

  /**
   * Opens everything under the config's state folder.
   *
   * @throws naru.base.FailureException if the folder, a key or the database cannot be used
   */
  static Ground open(Config config, Heritage heritage) {
    try {
      return new Ground(config, heritage);
    } catch (IOException e) {
      String detail = "the state folder " + config.state() + " cannot be used: " + e.getMessage();
      throw Failure.of(Code.INTERNAL, Side.US, detail).causedBy(e).asException();
    }
  }

  /** The HTTP engine of a party, which dials from its own address. */
  HttpEngine engine(Party party) {
    return Objects.requireNonNull(engines.get(party));
  }

  @Override
  public void close() {
    networks.close();
    loops.close();
    keeper.close();
    writer.close();
    authority.close();
    store.close();
    try {
      segments.close();
      tenancy.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

package naru.app;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.admin.Reload;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.base.Metrics;
import naru.trace.Party;
import naru.trace.Trace;
import naru.trace.TraceStore;
import naru.trace.render.Lang;
import naru.transport.Credential;

/**
 * A door for the stories: a whole Naru in this process, from the text of a config. It stands in the
 * program's package, among the tests, so that the program need not be opened for them.
 *
 * <p>In the text {@code {name}} is a port that is free: the same name, the same port; {@code
 * {state}} is the state folder.
 */
public final class Stand implements AutoCloseable {
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97));

  private static final Pattern GAP = Pattern.compile("\\{([a-z0-9-]+)}");

  private final Map<String, Integer> ports;
  private final Path state;
  private final Naru naru;
  private volatile String text;

  private Stand(Path state, String text, Map<String, Integer> ports) throws IOException {
    this.state = state;
    this.ports = ports;
    this.text = filled(text);
    this.naru =
        switch (load()) {
          case Loaded.Valid valid -> Naru.start(valid.config(), this::load);
          case Loaded.Invalid invalid ->
              throw new IllegalArgumentException(invalid.report().toString());
        };
  }

  /**
   * Starts it.
   *
   * @param ports those of servers that run already
   */
  public static Stand open(Path state, String text, Map<String, Integer> ports) throws IOException {
    return new Stand(state, text, new LinkedHashMap<>(ports));
  }

  /** The traces of {@code naru demo}: a miss, a hit, a denial. */
  public static List<Trace> demo() throws IOException, InterruptedException {
    try (DemoWorld world = DemoWorld.open(true)) {
      return world.journeys();
    }
  }

  /**
   * A port of 127.0.0.1 that nobody has at this moment, for TCP and UDP; never the same twice. It
   * lies below those that the kernel gives to outgoing connections.
   */
  public static int freePort() throws IOException {
    while (true) {
      int port = 16_000 + Math.floorMod(NEXT_PORT.getAndIncrement(), 16_000);
      InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
      try (ServerSocket tcp = new ServerSocket();
          DatagramSocket udp = new DatagramSocket(address)) {
        tcp.bind(address);
        return udp.getLocalPort();
      } catch (BindException taken) {
        // the next one
      }
    }
  }

  private Loaded load() {
    return ConfigFile.parse("stand.yaml", state, text);
  }

  private String filled(String template) throws IOException {
    Matcher gap = GAP.matcher(template);
    StringBuilder out = new StringBuilder();
    while (gap.find()) {
      gap.appendReplacement(out, Matcher.quoteReplacement(value(gap.group(1))));
    }
    return gap.appendTail(out).toString();
  }

  private String value(String name) throws IOException {
    if (name.equals("state")) {
      return state.toString();
    }
    Integer known = ports.get(name);
    int port = known == null ? freePort() : known;
    ports.put(name, port);
    return Integer.toString(port);
  }

  /** What the config file says from now on; it takes a reload to put it in force. */
  public void rewrite(String template) throws IOException {
    text = filled(template);
  }

  /** Puts what the config file says in force; false if it cannot be used. */
  public boolean reload() {
    return naru.reloading.reload(Lang.EN) instanceof Reload.Outcome.Applied;
  }

  /** The port with this name in the config. */
  public int port(String name) {
    return Objects.requireNonNull(ports.get(name), name);
  }

  /** Everything that was traced. */
  public TraceStore traces() {
    return naru.ground.traces;
  }

  /** The numbers. */
  public Metrics metrics() {
    return naru.ground.metrics;
  }

  /** The state folder. */
  public Path state() {
    return state;
  }

  /** A key and a certificate of this Naru's own CA, for a server that stands behind it. */
  public Credential credential(String name) {
    return naru.ground
        .authority
        .certificates(Party.ORIGIN, name::equals)
        .credentialFor(name, (from, to, provenance, event) -> {});
  }

  /** The root certificate's file. */
  public Path root() {
    return state.resolve("ca").resolve("root.crt");
  }

  @Override
  public void close() {
    naru.close();
  }
}

package naru.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;

/**
 * What the JVM's AOT cache is made from: the demo, for the classes that commands need, then a
 * gateway under load on loopback, so that the compilers of a later start know from the first
 * request on what is hot (JEP 515). The launcher runs it once after a build; nothing needs it.
 */
final class Rehearsal {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 2;
  private static final int REQUESTS = 16_000;
  private static final int PIPELINED = 16;

  /** A slow machine learns from fewer requests of each kind. */
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private Rehearsal() {}

  /** Ends with 0 if all requests were answered well. */
  public static void main(String[] args) throws Exception {
    Logging.begin();
    Path state = Files.createTempDirectory("naru-rehearsal");
    try {
      serve(state);
    } finally {
      DemoWorld.delete(state);
    }
    Main.main(new String[] {"demo", "--once"});
  }

  private static void serve(Path state) throws Exception {
    int gateway = DemoWorld.free(0);
    int secure = DemoWorld.free(0);
    try (RehearsalOrigin origin = new RehearsalOrigin()) {
      Loaded loaded = load(state, gateway, secure, origin.port());
      if (!(loaded instanceof Loaded.Valid valid)) {
        throw new IllegalStateException("the rehearsal's config: " + loaded.report());
      }
      try (Naru naru = Naru.start(valid.config(), () -> loaded)) {
        SSLContext trusting = trusting(naru);
        for (int i = 0; i < ROUNDS; i++) {
          perform(
              new RehearsalClient(gateway, Optional.empty()),
              new RehearsalClient(secure, Optional.of(trusting.getSocketFactory())));
          try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            overHttp2(client, "https://localhost:" + secure + "/");
          }
        }
      }
    }
  }

  private static void perform(RehearsalClient plain, RehearsalClient secure) throws Exception {
    String small = "GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String large = small.replace("/small", RehearsalOrigin.LARGE);
    String post =
        small.replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\n12345");
    together(REQUESTS, (n, end) -> plain.ask(small, n, end));
    together(REQUESTS / 8, (n, end) -> plain.ask(large, n, end));
    together(REQUESTS, (n, end) -> plain.ask(small, PIPELINED, n, end));
    together(REQUESTS / 8, (n, end) -> plain.ask(post, n, end));
    together(REQUESTS, (n, end) -> secure.ask(small, n, end));
  }

  private static Loaded load(Path state, int gateway, int secure, int origin) throws IOException {
    String text;
    try (InputStream in =
        Objects.requireNonNull(Rehearsal.class.getResourceAsStream("rehearsal.yaml"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    text =
        text.replace("{state}", state.toString())
            .replace("{gateway}", "" + gateway)
            .replace("{secure}", "" + secure)
            .replace("{origin}", "" + origin);
    return ConfigFile.parse("rehearsal.yaml", Path.of("."), text);
  }

  private static SSLContext trusting(Naru naru) throws GeneralSecurityException, IOException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    anchors.setCertificateEntry("root", naru.ground.authority.rootCertificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(anchors);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  private static void overHttp2(HttpClient client, String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(AT_MOST).build();
    together(
        REQUESTS,
        (times, end) -> {
          int asked = 0;
          while (asked < times && System.nanoTime() < end) {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
              throw new IOException(url + " was answered with " + status);
            }
            asked++;
          }
          return asked;
        });
  }

  /** What one client does: asks so often, until then at the latest. */
  private interface Part {
    int play(int times, long endNanos) throws Exception;
  }

  private static void together(int requests, Part part) throws Exception {
    long end = System.nanoTime() + AT_MOST.toNanos();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Integer>> asking = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        asking.add(clients.submit(() -> part.play(requests / CLIENTS, end)));
      }
      for (Future<Integer> one : asking) {
        one.get();
      }
    }
  }
}

package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import naru.app.Stand;
import naru.base.Code;
import naru.journey.Programs;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Trace;
import naru.transport.Credential;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway before nginx, which speaks HTTP/2 over TLS if it is offered: {@code http: auto}. */
@Tag("interop")
final class Http2UpstreamInteropTest {
  private static final int STREAMS_OF_A_CONNECTION = 7;
  private static final int CLIENTS = 8;
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      trace: { record: { per-second: 10000 } }
      gateway:
        upstreams:
          whole: { targets: 127.0.0.1:{nginx}, http: auto, tls: { name: shop.naru.test } }
          brief: { targets: 127.0.0.1:{brief}, http: auto, tls: { name: shop.naru.test } }
        routes:
          - { name: whole, match: { path: /whole/** }, to: whole }
          - { name: brief, match: { path: /brief/** }, to: brief }
      """;

  /** {@code brief} says GOAWAY after a few requests, and goes on with a new connection. */
  private static final String NGINX =
      """
      daemon off;
      user root;
      pid FOLDER/pid;
      error_log FOLDER/error.log;
      worker_processes 1;
      events { worker_connections 512; }
      http {
        access_log off;
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        ssl_certificate FOLDER/chain.pem;
        ssl_certificate_key FOLDER/key.pem;
        client_max_body_size 64m;
        server {
          listen 127.0.0.1:WHOLE ssl http2;
          location / { return 200 "$server_protocol $request_method $request_uri"; }
          location /whole/file { alias FOLDER/file; }
          location /whole/up { dav_methods PUT; root FOLDER; create_full_put_path on; }
        }
        server {
          listen 127.0.0.1:BRIEF ssl http2;
          keepalive_requests REQUESTS;
          location / { return 200 "$server_protocol $connection"; }
        }
      }
      """;

  @TempDir private static Path folder;
  private static Stand naru;
  private static Process nginx;
  private static String sum = "";

  @BeforeAll
  static void serve() throws Exception {
    naru = Stand.open(folder.resolve("state"), CONFIG, Map.of());
    Credential credential = naru.credential("shop.naru.test");
    StringBuilder chain = new StringBuilder();
    for (X509Certificate certificate : credential.chain()) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(folder.resolve("chain.pem"), chain);
    Key key = credential.key();
    Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded()));
    sum = FileOrigin.fill(folder.resolve("file"), 3);
    Path config =
        Files.writeString(
            folder.resolve("nginx.conf"),
            NGINX
                .replace("FOLDER", folder.toString())
                .replace("WHOLE", "" + naru.port("nginx"))
                .replace("BRIEF", "" + naru.port("brief"))
                .replace("REQUESTS", "" + STREAMS_OF_A_CONNECTION));
    nginx =
        new ProcessBuilder("nginx", "-c", config.toString(), "-p", folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Until.so("nginx listens", Http2UpstreamInteropTest::listens);
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
  }

  private static boolean listens() {
    try (Socket one = Wire.connect(naru.port("brief"))) {
      return one.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    naru.close();
    nginx.destroy();
    nginx.waitFor(10, TimeUnit.SECONDS);
    nginx.destroyForcibly().waitFor();
  }

  private static String get(String path) throws IOException {
    return Wire.get(naru.port("gateway"), "x", path);
  }

  private static Trace trace(String path) {
    Until.so("it is traced", () -> !traces(path).isEmpty());
    return traces(path).getFirst();
  }

  private static List<Trace> traces(String path) {
    return naru.traces().newest(5000).stream()
        .filter(
            t ->
                Told.events(t, HttpEvent.Request.class).stream()
                    .anyMatch(r -> r.path().equals(path)))
        .toList();
  }

  /** The version on the way to the server. */
  private static List<String> versions(Trace trace) {
    return trace.told().stream()
        .filter(t -> t.entry().to() == Party.ORIGIN)
        .map(t -> t.entry().event())
        .filter(HttpEvent.Request.class::isInstance)
        .map(e -> ((HttpEvent.Request) e).version())
        .toList();
  }

  @Test
  void nginxChoosesHttp2() throws Exception {
    assertThat(get("/whole/a?b")).endsWith("HTTP/2.0 GET /whole/a?b");
    assertThat(versions(trace("/whole/a?b"))).containsExactly("HTTP/2");
    List<HttpEvent.Spoken> spoken =
        naru.traces().newest(5000).stream()
            .flatMap(t -> Told.events(t, HttpEvent.Spoken.class).stream())
            .toList();
    assertThat(spoken)
        .isNotEmpty()
        .containsOnly(new HttpEvent.Spoken("HTTP/2", HttpEvent.Spoken.How.ALPN));
  }

  @Test
  void largeBodiesGoBothWays() throws Exception {
    String url = "http://127.0.0.1:" + naru.port("gateway") + "/whole/";
    Path got = folder.resolve("got");
    Programs.output("curl", "-sSf", "-m", "30", "-o", got.toString(), url + "file");
    try (InputStream in = Files.newInputStream(got)) {
      assertThat(FileOrigin.sum(in)).isEqualTo(sum);
    }
    String file = folder.resolve("file").toString();
    Programs.output("curl", "-sSf", "-m", "30", "-T", file, url + "up/there");
    try (InputStream in = Files.newInputStream(folder.resolve("whole/up/there"))) {
      assertThat(FileOrigin.sum(in)).isEqualTo(sum);
    }
  }

  /** nginx says GOAWAY again and again while requests are on their way: not one is lost. */
  @Test
  void section68AGoAwayInTheMiddleLosesNothing() throws Exception {
    int requests = 50;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> good = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        good.add(threads.submit(() -> ask(requests)));
      }
      for (Future<Integer> one : good) {
        assertThat(one.get()).isEqualTo(requests);
      }
    }
    int all = CLIENTS * requests;
    Until.so("each is traced", () -> traces("/brief/x").size() == all);
    long connections =
        traces("/brief/x").stream()
            .filter(t -> !Told.events(t, HttpEvent.Spoken.class).isEmpty())
            .count();
    assertThat(connections).isGreaterThanOrEqualTo(all / STREAMS_OF_A_CONNECTION);
    assertThat(traces("/brief/x")).noneMatch(t -> Told.failed(t, Code.UPSTREAM_REUSED_IDLE));
  }

  private static int ask(int requests) throws IOException {
    int good = 0;
    try (Socket socket = Wire.connect(naru.port("gateway"))) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < requests; i++) {
        String method = i % 2 == 0 ? "GET" : "POST";
        assertThat(SteadyClients.ask(socket, in, method, "/brief/x", "x")).isEmpty();
        good++;
      }
    }
    return good;
  }
}

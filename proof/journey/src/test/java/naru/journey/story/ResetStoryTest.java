package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import naru.app.Stand;
import naru.trace.ChangeEvent;
import naru.trace.HttpEvent;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code abort: reset} as clients with TLS see it: a connection that breaks, or one stream. */
final class ResetStoryTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: https://127.0.0.1:{gateway} }
      ca: { leaf: { names: [localhost] } }
      gateway:
        routes:
          - { name: good, to: origin }
          - { name: bad, match: { path: /bad }, to: origin, fault: { abort: reset } }
      """;

  @TempDir private Path state;

  private static SSLContext trusting(Path root) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(root)) {
      store.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aConnectionOfHttp1Breaks() throws Exception {
    try (Stand naru = Stand.open(state, CONFIG, Map.of());
        SSLSocket client =
            (SSLSocket)
                trusting(naru.root())
                    .getSocketFactory()
                    .createSocket("localhost", naru.port("gateway"))) {
      SSLParameters parameters = client.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("localhost")));
      client.setSSLParameters(parameters);
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write(
              "GET /bad HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aStreamOfHttp2IsResetAndItsNeighboursGoOn() throws Exception {
    try (Stand naru = Stand.open(state, CONFIG, Map.of());
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(trusting(naru.root()))
                .version(HttpClient.Version.HTTP_2)
                .build()) {
      assertThat(get(client, naru, "/").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(client, naru, "/bad"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("RST_STREAM");
      HttpResponse<String> after = get(client, naru, "/");
      assertThat(after.statusCode()).isEqualTo(200);
      assertThat(after.version()).isEqualTo(HttpClient.Version.HTTP_2);
      Until.so("told", () -> resets(naru) == 1);
      assertThat(naru.metrics().text())
          .contains("naru_gateway_faults_total{route=\"bad\",kind=\"reset\"} 1");
      assertThat(connections(naru)).as("one connection for all three").isEqualTo(1);
    }
  }

  private static HttpResponse<String> get(HttpClient client, Stand naru, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("https://localhost:" + naru.port("gateway") + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static long resets(Stand naru) {
    return naru.traces().newest(100).stream()
        .filter(t -> !Told.events(t, ChangeEvent.Reset.class).isEmpty())
        .filter(
            t ->
                Told.events(t, HttpEvent.Failed.class).stream()
                    .anyMatch(f -> f.failure().code().reason().equals("fault.injected")))
        .count();
  }

  private static long connections(Stand naru) {
    return naru.traces().newest(100).stream()
        .filter(t -> !Told.events(t, TcpEvent.Accepted.class).isEmpty())
        .count();
  }
}

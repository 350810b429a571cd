package naru.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import naru.base.Code;
import naru.base.Endpoint;
import org.junit.jupiter.api.Test;

/** Trips through a proxy. */
final class ProxyTripTest extends TripScene {
  @Test
  void aPlainRequestThroughAProxyIsInAbsoluteForm() throws Exception {
    int port = serve(null, TripScene::echo);
    Back back = go(trip("GET", "http://a.naru.test/p", "", proxy(port)));
    assertThat(back.body()).isEqualTo("GET ABSOLUTE a.naru.test /p ");
    assertThat(back.told()).isEqualTo(PLAIN);
  }

  @Test
  void aSecureRequestGoesThroughATunnel() throws Exception {
    int server = serve(serverTls(), TripScene::echo);
    int port = say(s -> tunnel(s, server));
    Back back = go(trip("GET", "https://" + SHOP + ":" + server + "/t", "", proxy(port)));
    assertThat(back.body()).endsWith(" /t ");
    assertThat(back.told())
        .startsWith("Connecting", "Connected", "Request", "Response", "ClientHello")
        .endsWith("Request", "Response", "Finished", "Info", "Closed");
  }

  private static void tunnel(Socket client, int port) throws Exception {
    assertThat(readHead(client)).startsWith("CONNECT " + SHOP + ":" + port + " HTTP/1.1\r\n");
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(client, "HTTP/1.1 200 OK\r\n\r\n");
      Thread back =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      server.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException gone) {
                      // the trip is over
                    }
                  });
      client.getInputStream().transferTo(server.getOutputStream());
      server.shutdownOutput();
      back.join();
    }
  }

  @Test
  void aProxyThatDenies() throws Exception {
    int port =
        say(
            s -> {
              readHead(s);
              write(s, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            });
    Back back = go(trip("GET", "https://a.naru.test/", "", proxy(port)));
    assertThat(back.code()).isEqualTo(Code.PROXY_DENIED);
    assertThat(back.body()).isEqualTo("no");
    assertThat(back.status()).isEqualTo(403);
  }

  @Test
  void aProxyThatWantsAName() throws Exception {
    BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    int port =
        say(
            s -> {
              heads.add(readHead(s));
              write(s, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n");
            });
    Optional<Trip.Proxy> known = Optional.of(Trip.Proxy.parse("http://a:b@localhost:" + port));
    assertThat(go(trip("GET", "https://a.naru.test/", "", known)).code())
        .isEqualTo(Code.PROXY_AUTH_REQUIRED);
    assertThat(heads.take()).contains("Proxy-Authorization: Basic YTpi\r\n");
  }

  @Test
  void theLegToTheProxyMayBeSecure() throws Exception {
    int port = serve(serverTls(), TripScene::echo);
    Optional<Trip.Proxy> secure =
        Optional.of(new Trip.Proxy(new Endpoint(SHOP, port), true, Optional.empty()));
    Back back = go(trip("GET", "http://a.naru.test/p", "", secure));
    assertThat(back.body()).isEqualTo("GET ABSOLUTE a.naru.test /p ");
    assertThat(back.told()).contains("Established");
  }
}

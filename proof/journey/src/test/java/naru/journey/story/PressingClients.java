package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask without a pause and forgive nothing: a refused connection, a reset, an end
 * without an answer or a datagram without one is told. Some make a connection for each request,
 * others keep theirs until the server says that it closes; one asks a name server, and one may
 * speak HTTP/2.
 */
final class PressingClients implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  /** For the address of shop.naru.test. */
  private static final byte[] QUERY =
      "\0\7\1\0\0\1\0\0\0\0\0\0\4shop\4naru\4test\0\0\1\0\1".getBytes(StandardCharsets.ISO_8859_1);

  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  /** One that asks, until it is told to stop. */
  private interface Client {
    void ask() throws Exception;
  }

  /** Begins. */
  static PressingClients start(int http, int dns) {
    PressingClients all = new PressingClients();
    for (int i = 0; i < 2; i++) {
      all.begin("a connection for each request", () -> all.askOnce(http));
      all.begin("a kept connection", () -> all.askOnOne(http));
    }
    all.begin("a name server", () -> all.askName(dns));
    return all;
  }

  /** One more, by the JDK's HTTP/2 over TLS, whose connection is kept as long as it may. */
  PressingClients joinedBy(int https, Path root) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(Trust.in(root)).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + https + "/"))
            .timeout(Duration.ofMillis(PATIENCE_MILLIS))
            .build();
    begin("HTTP/2", () -> askInHttp2(client, request));
    return this;
  }

  private void askInHttp2(HttpClient client, HttpRequest request) throws Exception {
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200
        || answer.version() != HttpClient.Version.HTTP_2
        || !answer.body().equals("whole")) {
      throw new IllegalStateException(answer + " '" + answer.body() + "'");
    }
    answered();
  }

  private void begin(String name, Client client) {
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over) {
                    try {
                      client.ask();
                    } catch (Exception e) {
                      lost.add(name + ": " + e);
                    }
                  }
                }));
  }

  private void answered() {
    answers.incrementAndGet();
    LockSupport.parkNanos(1_000_000);
  }

  private void askOnce(int port) throws Exception {
    String answer = Wire.get(port, "localhost", "/");
    if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("whole")) {
      throw new IllegalStateException("'" + answer + "'");
    }
    answered();
  }

  private void askOnOne(int port) throws Exception {
    try (Socket socket = Wire.connect(port)) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      byte[] request =
          "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      boolean more = true;
      while (more && !over) {
        socket.getOutputStream().write(request);
        String head = SteadyClients.head(in);
        String body = new String(in.readNBytes(SteadyClients.length(head)), StandardCharsets.UTF_8);
        if (!head.startsWith("HTTP/1.1 200 ") || !body.equals("whole")) {
          throw new IllegalStateException("'" + head + body + "'");
        }
        more = !head.toLowerCase(Locale.ROOT).contains("connection: close");
        answered();
      }
    }
  }

  private void askName(int port) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.ofLiteral("127.0.0.1"), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      while (!over) {
        socket.send(new DatagramPacket(QUERY, QUERY.length));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        if (answer.getLength() < QUERY.length + 16 || (answer.getData()[3] & 15) != 0) {
          throw new IllegalStateException("no address in the answer");
        }
        answered();
      }
    }
  }

  /** What was not answered as it should. */
  List<String> lost() {
    return List.copyOf(lost);
  }

  /** Returns when so many more were answered. */
  void goOn(int more) {
    int wanted = answers.get() + more;
    Until.so("answers; lost: " + lost, () -> answers.get() >= wanted || !lost.isEmpty());
  }

  @Override
  public void close() throws InterruptedException {
    end();
  }

  /** Returns when nobody asks any more. */
  void end() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

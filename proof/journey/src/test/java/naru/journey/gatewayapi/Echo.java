package naru.journey.gatewayapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that tells what it was asked: its name in {@code X-Backend}, request line and fields as
 * its body. {@code /delay/MILLIS} waits first; the query {@code set=Name:value&...} sets fields of
 * the response; {@code /text/LENGTH} answers with a text of that length.
 */
final class Echo implements AutoCloseable {
  private final String name;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  private Echo(String name, HttpServer server) {
    this.name = name;
    this.server = server;
  }

  static Echo open(String name) throws IOException {
    Echo echo =
        new Echo(
            name,
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
    echo.server.createContext("/", echo::answer);
    echo.server.setExecutor(echo.threads);
    echo.server.start();
    return echo;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The next request it got, with its body, within 10 s. */
  String next() throws InterruptedException {
    String request = asked.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError(name + " was not asked");
    }
    return request;
  }

  /** Whether it was asked since somebody looked. */
  boolean wasAsked() {
    return !asked.isEmpty();
  }

  void forget() {
    asked.clear();
  }

  private void answer(HttpExchange x) throws IOException {
    try (x) {
      String body = new String(x.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
      StringBuilder told = new StringBuilder();
      told.append(x.getRequestMethod()).append(' ').append(x.getRequestURI()).append('\n');
      x.getRequestHeaders()
          .forEach(
              (field, values) ->
                  values.forEach(v -> told.append(field).append(": ").append(v).append('\n')));
      String request = told + "\n" + body;
      asked.add(request);
      respond(x, request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void respond(HttpExchange x, String request) throws IOException, InterruptedException {
    String path = x.getRequestURI().getPath();
    String query = x.getRequestURI().getQuery();
    x.getResponseHeaders().set("X-Backend", name);
    x.getResponseHeaders().set("Content-Type", "text/plain");
    if (query != null && query.startsWith("set=")) {
      for (String field : query.substring(4).split("&", -1)) {
        String[] parts = field.split(":", 2);
        x.getResponseHeaders().add(parts[0], parts[1]);
      }
    }
    byte[] content = request.getBytes(StandardCharsets.ISO_8859_1);
    if (path.startsWith("/delay/")) {
      Thread.sleep(Long.parseLong(path.substring(7)));
    } else if (path.startsWith("/text/")) {
      content = "naru ".repeat(Integer.parseInt(path.substring(6)) / 5).getBytes("US-ASCII");
    }
    boolean headOnly = x.getRequestMethod().equals("HEAD");
    x.sendResponseHeaders(200, headOnly ? -1 : content.length);
    if (!headOnly) {
      x.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

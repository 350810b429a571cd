package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import naru.trace.TraceId;

/**
 * Clients that ask GET, PUT and now and then POST. Half of them ask about once a second, each a
 * server of its own behind the gateway, so that its connection has been idle for a second, a little
 * less or a little more. The others ask at any time within a second and a bit: a quarter servers of
 * their own, a quarter one that they share.
 */
final class SteadyClients {
  /** The whole answer that they count as good. */
  static final byte[] WHOLE =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole".getBytes(StandardCharsets.US_ASCII);

  private static final long SECOND = 1_000_000_000L;
  private static final int SPREAD_NANOS = 5_000_000;
  private static final long LONGEST_NANOS = 1_100_000_000;

  /** The server of those that share one. */
  private static final int SHARED = 3;

  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
  private static final Pattern REASON = Pattern.compile("\"reason\":\"([^\"]*)\"");
  private static final Pattern TRACE = Pattern.compile("\r\nnaru-trace: *(\\S+)\r\n");

  private final int port;
  private final int rounds;

  private SteadyClients(int port, int rounds) {
    this.port = port;
    this.rounds = rounds;
  }

  /**
   * A request that had no good answer.
   *
   * @param reason the id in the problem answer
   */
  record Lost(String method, int status, String reason, TraceId trace) {}

  /**
   * The gateway before so many servers, which are one.
   *
   * @param port of the one
   */
  static String config(int clients, int port) {
    return """
    naru: 1
    state: "{state}"
    listen: { gateway: http://127.0.0.1:{gateway} }
    gateway:
      upstreams:
    %s  routes:
    %s\
    """
        .formatted(
            each(
                clients,
                i -> "    s%d: { targets: 127.1.%d.%d:%d }\n".formatted(i, i >> 8, i & 255, port)),
            each(
                clients,
                i ->
                    "    - { name: r%d, match: { host: s%d.test }, to: s%d }\n"
                        .formatted(i, i, i)));
  }

  private static String each(int clients, IntFunction<String> text) {
    return IntStream.range(0, clients).mapToObj(text).collect(Collectors.joining());
  }

  /** Asks; what was lost. */
  static List<Lost> ask(int port, int clients, int rounds) throws Exception {
    SteadyClients all = new SteadyClients(port, rounds);
    List<Lost> lost = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Lost>>> asking = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        asking.add(threads.submit(() -> all.ask(number)));
      }
      for (Future<List<Lost>> one : asking) {
        lost.addAll(one.get());
      }
    }
    return lost;
  }

  private List<Lost> ask(int number) throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    List<Lost> lost = new ArrayList<>();
    try (Socket socket = Wire.connect(port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      // Not all in one moment.
      LockSupport.parkNanos(random.nextInt((int) SECOND / 2));
      for (int i = 0; i < rounds; i++) {
        if (i > 0) {
          LockSupport.parkNanos(pause(number, random));
        }
        String method = List.of("GET", "PUT", "GET", "PUT", "POST").get(random.nextInt(5));
        // Every other server announces how long it waits, if it can.
        String path = number % 2 == 0 ? "/" : "/silent";
        int server = number % 4 == SHARED ? SHARED : number;
        ask(socket, in, method, path, "s" + server + ".test").ifPresent(lost::add);
      }
    }
    return lost;
  }

  private static long pause(int number, SplittableRandom random) {
    return number % 4 < 2
        ? SECOND + random.nextInt(-SPREAD_NANOS, SPREAD_NANOS)
        : random.nextLong(LONGEST_NANOS);
  }

  /** Asks on an open connection; empty if the answer is 200. */
  static Optional<Lost> ask(Socket socket, InputStream in, String method, String path, String host)
      throws IOException {
    String body = method.equals("GET") ? "\r\n" : "Content-Length: 10\r\n\r\n0123456789";
    String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + body;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String head = head(in);
    String content = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
    int status = Integer.parseInt(head.substring(9, 12));
    return status == 200
        ? Optional.empty()
        : Optional.of(
            new Lost(
                method,
                status,
                found(REASON, content),
                TraceId.parse(found(TRACE, head.toLowerCase(Locale.ROOT)))));
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  /** A head with its empty line. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  /** Of the body that this head announces. */
  static int length(String head) {
    Matcher matcher = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}

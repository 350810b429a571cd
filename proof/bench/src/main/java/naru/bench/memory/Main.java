package naru.bench.memory;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import naru.stack.tcp.TcpConfig;

/**
 * Runs cases when it is told to. A line of a case and a number of seconds gets a line with what was
 * done: {@code carried BYTES SECONDS}, {@code answered CONNECTIONS SECONDS ERRORS}, {@code held
 * BYTES}. One process for each kind of {@link Ends}, so that each is compiled for itself alone.
 */
public final class Main {
  private Main() {}

  /**
   * @param args the ends, and the port to listen on
   */
  public static void main(String[] args) {
    Ends ends = Ends.valueOf(args[0]);
    int port = Integer.parseInt(args[1]);
    // Pooled buffers are cheap only on a thread of Netty's own kind, as event loops have.
    new FastThreadLocalThread(() -> serve(ends, port), "memory").start();
  }

  private static void serve(Ends ends, int port) {
    try (ServerSocket server = new ServerSocket(port, 4, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (Socket socket = server.accept()) {
          answer(ends, socket);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(Ends ends, Socket socket) throws IOException {
    InputStreamReader in =
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
    String line = new BufferedReader(in).readLine();
    if (line == null) {
      return; // only wanted to know whether somebody listens
    }
    String[] words = line.split(" ");
    String done = run(ends, words[0], Integer.parseInt(words[1]));
    socket.getOutputStream().write((done + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static String run(Ends ends, String what, int seconds) {
    return switch (ends) {
      case BARE -> bare(TcpConfig.USUAL, what, seconds);
      case BARE_RECORDING -> bare(Ground.RECORDING, what, seconds);
      case NARU, RECORDING, KERNEL -> channels(ends, what, seconds);
    };
  }

  private static String bare(TcpConfig tcp, String what, int seconds) {
    return switch (what) {
      case "packets" -> BareStream.run(tcp, seconds);
      case "connect" -> BareConnects.run(seconds);
      case "idle" -> BareIdle.run();
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static String channels(Ends ends, String what, int seconds) {
    try (Ground ground = Ground.of(ends)) {
      return switch (what) {
        case "stream" -> Stream.run(ground, seconds);
        case "connect" -> Connects.run(ground, seconds);
        case "idle" -> Idle.run(ground);
        default -> throw new IllegalArgumentException(what);
      };
    }
  }
}

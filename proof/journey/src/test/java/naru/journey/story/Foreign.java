package naru.journey.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server that we did not write, as a process that ends with the test. */
final class Foreign implements AutoCloseable {
  private final Process process;
  private final Path said;

  private Foreign(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts it, and returns when its ports accept.
   *
   * @param folder where what it says is kept
   */
  static Foreign start(Path folder, List<String> command, int... ports) throws IOException {
    Path said = Files.createTempFile(folder, command.getFirst(), ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    Foreign server = new Foreign(process, said);
    try {
      for (int port : ports) {
        Until.so(
            command.getFirst() + " listens on " + port, () -> !process.isAlive() || accepts(port));
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("it does not run: " + server.said());
      }
      return server;
    } catch (RuntimeException | Error failed) {
      server.close();
      throw failed;
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What it said so far. */
  String said() throws IOException {
    return Files.readString(said);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

package naru.journey.story;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    Foreign server = run(folder, command);
    try {
      for (int port : ports) {
        Until.so(command.getFirst() + " on " + port, () -> server.isOver() || accepts(port));
      }
      return server.running();
    } catch (RuntimeException | Error failed) {
      server.close();
      throw failed;
    }
  }

  /** Starts one that takes a mere connection amiss; returns when it has said this. */
  static Foreign startSaying(Path folder, List<String> command, String word) throws IOException {
    Foreign server = run(folder, command);
    try {
      Until.so(
          command.getFirst() + " says " + word,
          () -> server.isOver() || server.said().contains(word));
      return server.running();
    } catch (RuntimeException | Error failed) {
      server.close();
      throw failed;
    }
  }

  private static Foreign run(Path folder, List<String> command) throws IOException {
    Path said = Files.createTempFile(folder, command.getFirst(), ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    return new Foreign(process, said);
  }

  private boolean isOver() {
    return !process.isAlive();
  }

  private Foreign running() {
    if (isOver()) {
      throw new IllegalStateException("it does not run: " + said());
    }
    return this;
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What it said so far. */
  String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

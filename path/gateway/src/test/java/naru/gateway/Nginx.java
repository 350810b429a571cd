package naru.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.base.Endpoint;

/** An nginx of the machine, in the foreground under a directory of its own. */
final class Nginx implements AutoCloseable {
  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it and waits until it accepts connections.
   *
   * @param locations what stands in its server block
   */
  static Nginx start(Path directory, String locations) throws IOException {
    int port = freePort();
    Path root = Files.createDirectories(directory.resolve("nginx-" + port));
    Path config = root.resolve("nginx.conf");
    // As root its workers would become somebody who cannot read our files.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Files.writeString(
        config,
        """
        %4$s daemon off; pid %1$s/pid; error_log %1$s/error.log; worker_processes 1;
        events { worker_connections 512; }
        http {
          access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          client_max_body_size 0; keepalive_requests 100000;
          server { listen 127.0.0.1:%2$d; root %1$s; %3$s }
        }
        """
            .formatted(root, port, locations, user));
    Process process =
        new ProcessBuilder("nginx", "-c", config.toString(), "-e", root + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("out").toFile())
            .start();
    Nginx nginx = new Nginx(process, port);
    nginx.awaitListening(root);
    return nginx;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private void awaitListening(Path root) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("nginx: " + Files.readString(root.resolve("out")), notYet);
        }
        Thread.onSpinWait();
      }
    }
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port);
  }

  /** Kills the master first, who would replace a worker that dies, and then its workers. */
  void kill() {
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroyForcibly();
    workers.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}

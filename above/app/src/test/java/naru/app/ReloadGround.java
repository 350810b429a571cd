package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.admin.Reload.Outcome;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.trace.render.Lang;

/** A config file that is written anew, ports that were free, and what was opened on the way. */
final class ReloadGround implements AutoCloseable {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Path file;

  private ReloadGround(Path file) {
    this.file = file;
  }

  static ReloadGround in(Path folder) {
    return new ReloadGround(folder.resolve("naru.yaml"));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The file that is served and read again. */
  Path file() {
    return file;
  }

  /** Writes a file that is right. */
  void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
    Loaded loaded = ConfigFile.load(file);
    assertThat(loaded).as(() -> loaded.report().toString()).isInstanceOf(Loaded.Valid.class);
  }

  /** Serves what the file says. */
  Naru start() {
    Loaded.Valid loaded = (Loaded.Valid) ConfigFile.load(file);
    return opened(Naru.start(loaded.config(), () -> ConfigFile.load(file)));
  }

  /** Reads the file again. */
  static Outcome reload(Naru naru) {
    return naru.reloading.reload(Lang.EN);
  }

  /** A connection to a port here, closed in the end. */
  Socket dial(int port) throws IOException {
    Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** It is closed in the end, the last one first. */
  <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  /** All that was opened is closed already. */
  void forget() {
    open.clear();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }
}

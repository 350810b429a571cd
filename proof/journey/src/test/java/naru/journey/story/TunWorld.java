package naru.journey.story;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.journey.Program;
import naru.journey.Programs;
import naru.linux.NetworkNamespace;

/**
 * A network namespace in which Naru's own stack answers behind a TUN interface, with an origin on
 * kernel sockets behind it. Programs run in it meet Naru as they would meet another computer.
 */
final class TunWorld implements AutoCloseable {
  static final String ADDRESS = "10.78.2.2";
  static final String HOST = "10.78.2.1";
  static final String INTERFACE = "narutest";

  private final NetworkNamespace namespace;
  private final Path folder;
  private final FileOrigin origin;
  private final Running naru;

  private TunWorld(NetworkNamespace namespace, Path folder, FileOrigin origin, Running naru) {
    this.namespace = namespace;
    this.folder = folder;
    this.origin = origin;
    this.naru = naru;
  }

  /**
   * Starts all of it.
   *
   * @param folder where its config and state go
   * @param file what the origin gives
   * @param impair what happens to packets on the interface, as in a config
   */
  static TunWorld open(Path folder, Path file, String impair) throws Exception {
    NetworkNamespace namespace = NetworkNamespace.create();
    FileOrigin origin = null;
    try {
      namespace.call(() -> Programs.output("ip", "link", "set", "lo", "up"));
      FileOrigin started = namespace.call(() -> FileOrigin.open(file));
      origin = started;
      Path config = Files.writeString(folder.resolve("naru.yaml"), config(folder, origin, impair));
      Running naru =
          namespace.call(
              () ->
                  Running.start(
                      config,
                      "-Xmx128m",
                      "-XX:MaxDirectMemorySize=128m",
                      "-Dio.netty.maxDirectMemory=134217728"));
      return new TunWorld(namespace, folder, started, naru);
    } catch (Exception | Error e) {
      if (origin != null) {
        origin.close();
      }
      namespace.close();
      throw e;
    }
  }

  private static String config(Path folder, FileOrigin origin, String impair) {
    return """
        naru: 1
        state: "%1$s/state"
        listen:
          dns:     [udp://%2$s:53, tcp://%2$s:53]
          gateway: [http://%2$s:80, https://%2$s:443]
          origin:  http://10.78.2.3:9001
          admin:   https://127.0.0.1:9443
        network:
          tun: { name: %3$s, range: 10.78.2.0/24, host: %4$s, impair: %5$s }
        trace:
          record: { sample: 100%%, packets: true }
        dns:
          zones:
            naru.test: { shop: A %2$s }
        ca:
          leaf: { names: ["*.naru.test"] }
        gateway:
          upstreams:
            shop: { targets: ["10.78.2.3:9001"] }
            file: { targets: ["127.0.0.1:%6$d"] }
          routes:
            - { name: shop, match: { host: shop.naru.test }, to: shop }
            - { name: file, match: { host: file.naru.test }, to: file }
        origin: { api: true }
        """
        .formatted(folder, ADDRESS, INTERFACE, HOST, impair, origin.port());
  }

  /** Runs a program there that must succeed; its standard output. */
  String output(String... command) throws Exception {
    return namespace.call(() -> Programs.output(command));
  }

  /** Runs {@code naru ARGS...} there, for this config. */
  Program.Result command(String... args) throws Exception {
    return namespace.call(() -> Program.run(args));
  }

  /** Runs curl there; names of {@code naru.test} are Naru's address. */
  String curl(String... args) throws Exception {
    return output(curlCommand(args).toArray(String[]::new));
  }

  /** Runs curl there, and sums what it wrote. */
  String curlSum(String... args) throws Exception {
    return namespace.call(
        () -> {
          Process curl = new ProcessBuilder(curlCommand(args)).start();
          curl.getOutputStream().close();
          String sum = FileOrigin.sum(curl.getInputStream());
          if (curl.waitFor() != 0) {
            throw new AssertionError("curl gave " + curl.exitValue() + " for " + List.of(args));
          }
          return sum;
        });
  }

  private List<String> curlCommand(String... args) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("curl", "-sS", "-m", "120", "--cacert", root().toString()));
    for (String host : List.of("shop.naru.test", "file.naru.test")) {
      for (int port : new int[] {80, 443}) {
        command.addAll(List.of("--resolve", host + ":" + port + ":" + ADDRESS));
      }
    }
    command.addAll(List.of(args));
    return command;
  }

  private Path root() {
    return state().resolve("ca").resolve("root.crt");
  }

  Path state() {
    return folder.resolve("state");
  }

  Path config() {
    return folder.resolve("naru.yaml");
  }

  Running naru() {
    return naru;
  }

  @Override
  public void close() {
    naru.close();
    origin.close();
    namespace.close();
  }
}

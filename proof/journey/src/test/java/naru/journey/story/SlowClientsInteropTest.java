package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import naru.journey.Programs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * slowhttptest against the gateway: slow heads, slow bodies, slow reading. Others are served
 * meanwhile, and afterwards nothing of it is left. The system property {@code
 * naru.slow.connections} says how many connections.
 */
@Tag("interop")
final class SlowClientsInteropTest {
  private static final int CONNECTIONS = Integer.getInteger("naru.slow.connections", 500);
  private static final int SECONDS = Integer.getInteger("naru.slow.seconds", 4);

  /**
   * What heap and pools may still grow by: less than a buffer of 64 KiB left by each connection.
   */
  private static final long SLACK_BYTES = 32L << 20;

  private static final int SLACK_FILES = 16;
  private static final long PROBE_NANOS = 10_000_000;
  private static final String CONFIG =
      """
      naru: 1
      state: ./state
      listen: { gateway: http://127.0.0.1:0 }
      limits:
        connections: 20000
        connections-per-client: 20000
        timeouts: { head: 2s, body-idle: 2s, keep-alive: 2s }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:%d, timeouts: { keep-alive: 1s } }
        routes:
          - { name: web, to: shop }
      log: { access: { to: access.json, format: "{status} {reason} {detail}" } }
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-H", "-B", "-X"})
  void othersAreServedAndNothingIsLeft(String mode) throws Exception {
    Path config = folder.resolve("naru.yaml");
    try (TestOrigin origin = TestOrigin.open()) {
      Files.writeString(config, CONFIG.formatted(origin.port()));
      try (Running naru = Running.start(config, "-Xmx128m", "-XX:MaxDirectMemorySize=128m")) {
        int port = naru.port("gateway");
        Wire.get(port, "a.test", "/");
        long files = naru.files();
        withstand(mode, port);
        Until.so("its files are closed", () -> naru.files() <= files + SLACK_FILES);
        long resident = naru.residentBytes("VmRSS");
        withstand(mode, port);
        Until.so("its files are closed", () -> naru.files() <= files + SLACK_FILES);
        assertThat(naru.residentBytes("VmRSS")).isLessThan(resident + SLACK_BYTES);
        assertThat(Wire.get(port, "a.test", "/")).endsWith("whole");
      }
    }
  }

  private void withstand(String mode, int port) throws Exception {
    CompletableFuture<String> attack = CompletableFuture.supplyAsync(() -> attack(mode, port));
    int served = 0;
    while (!attack.isDone()) {
      assertThat(Wire.get(port, "a.test", "/"))
          .as(() -> "among " + otherLines())
          .startsWith("HTTP/1.1 200 ")
          .endsWith("whole");
      served++;
      LockSupport.parkNanos(PROBE_NANOS);
    }
    assertThat(attack.join()).contains("service available");
    assertThat(served).isPositive();
  }

  /** What was logged of requests that were neither answered nor refused as too slow. */
  private List<String> otherLines() {
    try (Stream<String> lines = Files.lines(folder.resolve("access.json"))) {
      return lines.filter(l -> !l.startsWith("200 ") && !l.startsWith("408 ")).limit(20).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String attack(String mode, int port) {
    List<String> command = new ArrayList<>(List.of("slowhttptest", mode));
    command.addAll(List.of("-c", "" + CONNECTIONS, "-r", "" + CONNECTIONS, "-l", "" + SECONDS));
    command.addAll(List.of("-i", "1", "-p", "3", "-u", "http://127.0.0.1:" + port + "/down?4"));
    try {
      return Programs.run(SECONDS + 60, command).out();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

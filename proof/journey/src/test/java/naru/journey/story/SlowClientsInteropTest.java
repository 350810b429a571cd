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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * slowhttptest against the gateway: slow heads, slow bodies, slow reading, all at once. Others are
 * served meanwhile, by Naru itself and by a server that nobody attacks, and afterwards nothing of
 * it is left: no file, and no more memory from round to round. The system property {@code
 * naru.slow.connections} says how many connections of each kind, {@code naru.slow.kinds} which,
 * such as {@code -X}.
 */
@Tag("interop")
final class SlowClientsInteropTest {
  private static final int CONNECTIONS = Integer.getInteger("naru.slow.connections", 500);
  private static final int SECONDS = Integer.getInteger("naru.slow.seconds", 2);

  /** Slow heads, slow bodies, slow reading. */
  private static final List<String> MODES =
      List.of(System.getProperty("naru.slow.kinds", "-H,-B,-X").split(","));

  private static final int ROUNDS = Integer.getInteger("naru.slow.rounds", 3);

  /** All of the heap is there from the start, and what is freed goes back soon: the rest counts. */
  private static final List<String> FLAGS =
      List.of(
          "-Xms128m",
          "-Xmx128m",
          "-XX:+AlwaysPreTouch",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:TrimNativeHeapInterval=500");

  /** What may come on top from one round to the next, by code that is compiled and by pools. */
  private static final long SLACK_BYTES = 16L << 20;

  private static final int SLACK_FILES = 16;
  private static final long PROBE_NANOS = 10_000_000;

  /** With 10,000 clients, 9700 connections to a server: 20,000 files in all, as often allowed. */
  private static final String CONFIG =
      """
      naru: 1
      state: ./state
      listen: { gateway: http://127.0.0.1:0 }
      limits:
        connections: 20000
        connections-per-client: 20000
        timeouts: { head: 1s, body-idle: 1s, keep-alive: 2s }
      gateway:
        upstreams:
          shop: { targets: 127.0.0.1:%d, connections: 9700, timeouts: { keep-alive: 1s } }
          quiet: { targets: 127.0.0.1:%d }
        routes:
          - { name: web, to: shop }
          - { name: other, match: { host: other.test }, to: quiet }
          - { name: itself, match: { host: itself.test }, respond: { body: whole } }
      log: { access: { to: access.json, format: "{status} {reason} {detail}" } }
      """;

  @TempDir private Path folder;

  @Test
  void othersAreServedAndNothingIsLeft() throws Exception {
    Path config = folder.resolve("naru.yaml");
    try (TestOrigin origin = TestOrigin.open();
        TestOrigin quiet = TestOrigin.open()) {
      Files.writeString(config, CONFIG.formatted(origin.port(), quiet.port()));
      try (Running naru = Running.start(config, FLAGS.toArray(String[]::new))) {
        int port = naru.port("gateway");
        Wire.get(port, "other.test", "/");
        long files = naru.files();
        long resident = Long.MAX_VALUE - SLACK_BYTES;
        for (int round = 1; round <= ROUNDS; round++) {
          withstand(port);
          Until.so("its files are closed", () -> naru.files() <= files + SLACK_FILES);
          long most = resident + SLACK_BYTES;
          Until.so("its memory is what it was, at most " + most, () -> naru.resident() <= most);
          resident = naru.resident();
          System.out.printf(
              "round %d of %d slow connections: %d MiB%n", round, CONNECTIONS, resident >> 20);
        }
        assertThat(Wire.get(port, "other.test", "/")).endsWith("whole");
      }
      assertThat(Explained.everything(Running.traces(folder.resolve("state"))))
          .containsKey(MODES.contains("-H") ? "request.head-timeout" : "client.closed");
    }
  }

  /** All kinds of slow clients at once. */
  private void withstand(int port) throws Exception {
    List<CompletableFuture<String>> attacks =
        MODES.stream()
            .map(
                m ->
                    CompletableFuture.supplyAsync(
                        () -> attack(m, port), SlowClientsInteropTest::run))
            .toList();
    CompletableFuture<Void> over =
        CompletableFuture.allOf(attacks.toArray(CompletableFuture[]::new));
    List<CompletableFuture<Long>> others =
        Stream.of("itself.test", "other.test")
            .map(
                h ->
                    CompletableFuture.supplyAsync(
                        () -> longest(port, h, over), SlowClientsInteropTest::run))
            .toList();
    for (CompletableFuture<Long> other : others) {
      assertThat(other.get()).isPositive();
    }
    System.out.printf(
        "longest wait: for Naru itself %d ms, for another server %d ms%n",
        others.getFirst().get() / 1_000_000, others.getLast().get() / 1_000_000);
    assertThat(attacks).allSatisfy(a -> assertThat(a.join()).contains("service available"));
  }

  private static void run(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  /** Asks for as long as the attack lasts; how long it took at most. */
  private long longest(int port, String host, CompletableFuture<Void> over) {
    long longest = 0;
    while (!over.isDone()) {
      long began = System.nanoTime();
      assertThat(get(port, host))
          .as(() -> "among " + otherLines())
          .startsWith("HTTP/1.1 200 ")
          .endsWith("whole");
      longest = Math.max(longest, System.nanoTime() - began);
      LockSupport.parkNanos(PROBE_NANOS);
    }
    return longest;
  }

  private static String get(int port, String host) {
    try {
      return Wire.get(port, host, "/");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
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

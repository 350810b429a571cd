package naru.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import naru.base.Limit;
import naru.base.Metrics;
import naru.http.Stop;
import naru.origin.api.ProductApi;
import naru.origin.files.FileConfig;
import naru.store.Store;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The origin over real sockets. */
final class OriginStopTest {
  private static final int MIB = 1 << 20;
  private static final String LAMP =
      "{\"name\":{\"en\":\"Lamp\"},\"category\":\"boats\",\"price\":100}";

  @TempDir Path directory;

  private LiveOrigin builtIn() throws IOException {
    return new LiveOrigin(OriginConfig.builtIn(), directory.resolve("state"));
  }

  private LiveOrigin serving(Path root) throws IOException {
    return new LiveOrigin(OriginConfig.of(root), directory.resolve("state"));
  }

  private Path sparse(String name, long bytes) throws IOException {
    Path root = Files.createDirectories(directory.resolve("root"));
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
    return root;
  }

  @Test
  void aFileTellsItsStory() throws Exception {
    try (LiveOrigin origin = builtIn()) {
      HttpResponse<String> first = origin.get("/");
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.headers().firstValue("server")).isEmpty();
      String etag = first.headers().firstValue("etag").orElseThrow();
      long length = first.headers().firstValueAsLong("content-length").orElseThrow();
      assertThat(origin.nextEvents())
          .filteredOn(e -> e instanceof HttpEvent || e instanceof OriginEvent)
          .containsExactly(
              new HttpEvent.Request("GET", "http", "127.0.0.1:" + origin.port(), "/", "HTTP/1.1"),
              new OriginEvent.File("index.html", "", length, etag, List.of()),
              new HttpEvent.Response(200, length, "text/html"),
              new HttpEvent.Finished(0, length));
      assertThat(origin.get("/").body()).isEqualTo(first.body());
      assertThat(origin.metric("naru_origin_hot_total")).isEqualTo(1);
    }
  }

  @Test
  void aBrowserGetsAPageForAMissingFileAProgramGetsAProblem() throws Exception {
    try (LiveOrigin origin = builtIn()) {
      HttpResponse<String> page =
          origin.send(origin.to("/none").header("Accept", "text/html,*/*;q=0.8"));
      assertThat(page.statusCode()).isEqualTo(404);
      assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
      assertThat(page.body()).contains("N1713");
      HttpResponse<String> problem = origin.get("/none");
      assertThat(problem.headers().firstValue("content-type")).contains("application/problem+json");
      HttpResponse<String> range =
          origin.send(origin.to("/index.html").header("Range", "bytes=99999999-"));
      assertThat(range.statusCode()).isEqualTo(416);
      assertThat(range.body()).contains("N1717");
      assertThat(range.headers().firstValue("content-range").orElse("")).startsWith("bytes */");
    }
  }

  @Test
  void withoutTheApiItsPathsAreFiles() throws Exception {
    Files.createDirectories(directory.resolve("root/api"));
    Files.writeString(directory.resolve("root/api/products"), "a file");
    OriginConfig without = OriginConfig.of(directory.resolve("root")).withApi(false);
    try (LiveOrigin origin = new LiveOrigin(without, directory.resolve("state"))) {
      assertThat(origin.get("/api/products").body()).isEqualTo("a file");
      assertThat(origin.get("/api/openapi.json").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theApiTellsItsStory() throws Exception {
    try (LiveOrigin origin = builtIn()) {
      HttpResponse<String> created =
          origin.send(
              origin
                  .to("/api/products")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(LAMP)));
      assertThat(created.statusCode()).isEqualTo(201);
      assertThat(origin.nextEvents())
          .filteredOn(OriginEvent.class::isInstance)
          .containsExactly(new OriginEvent.Api("createProduct", "/api/products", 201));
      String location = created.headers().firstValue("location").orElseThrow();
      assertThat(origin.get(location).body()).isEqualTo(created.body());
    }
  }

  @Test
  void whatTheServerSees() throws Exception {
    try (LiveOrigin origin = builtIn()) {
      HttpResponse<String> seen = origin.send(origin.to("/whoami?x=1").header("X-Mine", "yes"));
      assertThat(seen.body())
          .contains("\"remote\":\"127.0.0.1:")
          .contains("\"path\":\"/whoami?x=1\"")
          .contains("{\"name\":\"X-Mine\",\"value\":\"yes\"}");
      assertThat(origin.get("/healthz").body()).isEqualTo("ok\n");
      HttpResponse<String> refused = origin.send(origin.to("/healthz").DELETE());
      assertThat(refused.statusCode()).isEqualTo(405);
      assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
    }
  }

  @Test
  void rfc9110_section15_5_14_contentTooLarge() throws Exception {
    try (LiveOrigin origin = builtIn()) {
      byte[] large = new byte[ProductApi.MOST_CONTENT_BYTES + 1];
      var announced = BodyPublishers.ofByteArray(large);
      var chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large));
      for (var content : new java.net.http.HttpRequest.BodyPublisher[] {announced, chunked}) {
        HttpResponse<String> response =
            origin.send(
                origin
                    .to("/api/products")
                    .header("Content-Type", "application/json")
                    .POST(content));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("N1704");
      }
    }
  }

  @Test
  void aLimitThatIsReachedIs503() throws Exception {
    OriginConfig one = new OriginConfig(FileConfig.builtIn(), true, 1 << 20, 1, 1, 1 << 20, 1);
    try (LiveOrigin origin = new LiveOrigin(one, directory.resolve("state"))) {
      CountDownLatch free = new CountDownLatch(1);
      CountDownLatch held = new CountDownLatch(1);
      CompletableFuture<Integer> holder =
          CompletableFuture.supplyAsync(
              () ->
                  origin.store.write(
                      tx -> {
                        held.countDown();
                        awaitFree(free);
                        return 0;
                      }));
      held.await();
      var waiting =
          origin
              .client()
              .sendAsync(
                  origin
                      .to("/api/products/lamp")
                      .header("Content-Type", "application/json")
                      .header("If-None-Match", "*")
                      .PUT(BodyPublishers.ofString(LAMP))
                      .build(),
                  BodyHandlers.ofString());
      LiveOrigin.await("one call at work", () -> origin.used("origin.api-calls") == 1);
      HttpResponse<String> refused = origin.get("/api/products");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(refused.body()).contains("N1503", "origin.api-calls");
      free.countDown();
      assertThat(waiting.get().statusCode()).isEqualTo(201);
      assertThat(holder.get()).isZero();
      LiveOrigin.await("given back", () -> origin.used("origin.api-calls") == 0);
      assertThat(origin.get("/api/products").statusCode()).isEqualTo(200);
    }
  }

  /** Nobody must wait for an answer that never comes. */
  @Test
  void anErrorOfAnErrandIsAnswered() throws Exception {
    try (LiveOrigin origin = new LiveOrigin(OriginStopTest::failing, directory.resolve("state"))) {
      for (String path : List.of("/some", "/none", "/some")) {
        HttpResponse<String> response =
            origin.send(origin.to(path).timeout(Duration.ofSeconds(10)));
        assertThat(response.statusCode()).as(path).isEqualTo(500);
        assertThat(response.body()).contains("N1901");
      }
      assertThat(origin.used("test.errands")).isZero();
    }
  }

  private static Stop failing(Store store, Metrics metrics) {
    Limit limit = Limit.of(metrics, "test.errands", 1);
    Executor virtual = task -> Thread.ofVirtual().start(task);
    Executor none =
        task -> {
          throw new OutOfMemoryError("no thread");
        };
    Callable<String> work =
        () -> {
          throw new StackOverflowError();
        };
    return x -> {
      Executor threads = x.request().path().equals("/none") ? none : virtual;
      Errand.run(x, threads, limit, work, done -> {}, done -> {});
    };
  }

  @Test
  void troubleOfTheDiskIs503() throws Exception {
    try (LiveOrigin origin = serving(Path.of("/proc/self"))) {
      HttpResponse<String> response = origin.get("/mem");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("N1906");
      assertThat(response.headers().firstValue("retry-after")).contains("1");
    }
  }

  @Test
  void moreFilesOnTheirWayThanAllowedIs503() throws Exception {
    Path root = sparse("large.bin", 256L * MIB);
    OriginConfig one = new OriginConfig(FileConfig.of(root), true, 1 << 20, 256, 1, 1 << 20, 64);
    try (LiveOrigin origin = new LiveOrigin(one, directory.resolve("state"))) {
      try (Socket socket = origin.socket()) {
        request(socket, "/large.bin");
        socket.getInputStream().readNBytes(MIB);
        HttpResponse<String> refused = origin.get("/large.bin");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("N1503", "origin.sending");
      }
      LiveOrigin.await("given back", () -> origin.used("origin.sending") == 0);
      HttpResponse<String> range =
          origin.send(origin.to("/large.bin").header("Range", "bytes=0-0"));
      assertThat(range.statusCode()).isEqualTo(206);
    }
  }

  private static void awaitFree(CountDownLatch free) {
    try {
      free.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** 1 GiB goes through a few chunks of direct memory. */
  @Test
  void aLargeFileNeedsLittleMemory() throws Exception {
    long length = 1L << 30;
    Path root = sparse("large.bin", length);
    try (LiveOrigin origin = serving(root)) {
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      HttpResponse<InputStream> response =
          origin.client().send(origin.to("/large.bin").build(), BodyHandlers.ofInputStream());
      long most = 0;
      long sum = 0;
      byte[] some = new byte[256 * 1024];
      try (InputStream in = response.body()) {
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
          sum += n;
          most = Math.max(most, PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory());
        }
      }
      assertThat(sum).isEqualTo(length);
      assertThat(most - before).isLessThan(32L * MIB);
      LiveOrigin.await("file closed", () -> origin.used("origin.sending") == 0);
    }
  }

  @Test
  void aClientThatLeavesMidFileFreesEverything() throws Exception {
    Path root = sparse("large.bin", 256L * MIB);
    try (LiveOrigin origin = serving(root)) {
      try (Socket socket = origin.socket()) {
        request(socket, "/large.bin");
        socket.getInputStream().readNBytes(MIB);
        assertThat(origin.used("origin.sending")).isEqualTo(1);
      }
      LiveOrigin.await("file closed", () -> origin.used("origin.sending") == 0);
      assertThat(origin.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  /** A part must not look like the whole. */
  @Test
  void aFileThatShrinksWhileItIsSentCutsTheConnection() throws Exception {
    Path root = sparse("large.bin", 256L * MIB);
    try (LiveOrigin origin = serving(root);
        Socket socket = origin.socket()) {
      request(socket, "/large.bin");
      socket.getInputStream().readNBytes(MIB);
      sparse("large.bin", 0);
      long more = 0;
      try {
        more = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
      assertThat(more).isLessThan(255L * MIB);
      assertThat(origin.nextEvents()).anyMatch(HttpEvent.Failed.class::isInstance);
      LiveOrigin.await("file closed", () -> origin.used("origin.sending") == 0);
    }
  }

  @Test
  void rangesOfALargeFile() throws Exception {
    Path root = sparse("large.bin", 64L * MIB);
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
      file.seek(40L * MIB);
      file.write("naru".getBytes(US_ASCII));
    }
    try (LiveOrigin origin = serving(root)) {
      String range = "bytes=%d-%d,-2".formatted(40 * MIB, 40 * MIB + 3);
      HttpResponse<String> response = origin.send(origin.to("/large.bin").header("Range", range));
      assertThat(response.statusCode()).isEqualTo(206);
      assertThat(response.body())
          .contains("Content-Range: bytes 41943040-41943043/67108864\r\n\r\nnaru\r\n")
          .contains("Content-Range: bytes 67108862-67108863/67108864\r\n\r\n\0\0\r\n");
    }
  }

  private static void request(Socket socket, String path) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(US_ASCII));
  }
}

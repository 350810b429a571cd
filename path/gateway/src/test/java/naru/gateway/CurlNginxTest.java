package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Endpoint;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.UpstreamConfig;
import naru.trace.GatewayEvent;
import naru.transport.NameResolver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl through Naru to nginx. */
@Tag("interop")
class CurlNginxTest {
  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + ": " + out).isZero();
    return out;
  }

  private static String curl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "120"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static GatewayConfig config(Endpoint... targets) {
    return GatewayConfig.of(
        List.of(UpstreamConfig.of("shop", targets)),
        List.of(RouteConfig.of("web", Matching.host("shop.test").match(), "shop")));
  }

  private static String url(InetSocketAddress gateway, String path) {
    return "http://127.0.0.1:" + gateway.getPort() + path;
  }

  @Test
  void curlSeesWhatNginxSaysButNotThatItIsNginx() throws Exception {
    String echo =
        "location / { add_header X-Seen '$http_x_forwarded_for $http_via'; return 200 ok; }";
    try (Town town = new Town();
        Nginx nginx = Nginx.start(directory, echo)) {
      InetSocketAddress gateway = town.serve(config(nginx.endpoint()));
      assertThat(curl("-i", "-H", "Host: shop.test", url(gateway, "/")))
          .startsWith("HTTP/1.1 200 ")
          .contains("X-Seen: 127.0.0.1 1.1 naru")
          .doesNotContain("nginx")
          .endsWith("ok");
      assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", url(gateway, "/"))).isEqualTo("404");
    }
  }

  @Test
  void nginxIsKilledMidwayAndCurlLosesNothing() throws Exception {
    try (Town town = new Town(2, NameResolver.host());
        Nginx victim = Nginx.start(directory, "location / { return 200 one; }");
        Nginx survivor = Nginx.start(directory, "location / { return 200 two; }")) {
      InetSocketAddress gateway = town.serve(config(victim.endpoint(), survivor.endpoint()));
      Process curl =
          new ProcessBuilder(
                  "curl",
                  "-N",
                  "--rate",
                  "500/s",
                  "-sS",
                  "-H",
                  "Host: shop.test",
                  "-w",
                  " %{http_code}\n",
                  url(gateway, "/[1-1000]"))
              .redirectErrorStream(true)
              .start();
      List<String> lines = new ArrayList<>();
      try (BufferedReader out = curl.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(line);
          if (lines.size() == 10) {
            victim.kill();
          }
        }
      }
      assertThat(curl.waitFor()).isZero();
      assertThat(lines).hasSize(1000).allMatch(l -> l.equals("one 200") || l.equals("two 200"));
      assertThat(lines).contains("one 200", "two 200");
      town.span(e -> e instanceof GatewayEvent.Retried);
    }
  }

  @Test
  void aGibibyteEachWayFitsInto224MebibytesOfHeapAndDirectMemory() throws Exception {
    String locations =
        "location /down { alias " + directory + "; }  location /up { dav_methods PUT; }";
    Path file = directory.resolve("gib");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(GIB);
    }
    try (Nginx nginx = Nginx.start(directory, locations)) {
      Process small = smallGateway(nginx.endpoint());
      try {
        String base = "http://127.0.0.1:" + small.inputReader().readLine();
        assertThat(
                curl("-o", "/dev/null", "-w", "%{http_code} %{size_download}", base + "/down/gib"))
            .isEqualTo("200 " + GIB);
        // A client that reads slowly must hold nginx back, not fill Naru.
        assertThat(
                curl(
                    "--limit-rate",
                    "20M",
                    "-r",
                    "0-104857599",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{http_code} %{size_download}",
                    base + "/down/gib"))
            .isEqualTo("206 104857600");
        assertThat(curl("-T", file.toString(), "-w", "%{http_code} %{size_upload}", base + "/up"))
            .endsWith("201 " + GIB);
      } finally {
        small.getOutputStream().close();
        assertThat(small.waitFor()).isZero();
      }
    } finally {
      Files.delete(file);
    }
  }

  private static Process smallGateway(Endpoint target) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx128m",
            "-XX:MaxDirectMemorySize=96m",
            "-Dio.netty.maxDirectMemory=" + (96 << 20),
            "-cp",
            System.getProperty("java.class.path"),
            SmallGateway.class.getName(),
            target.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}

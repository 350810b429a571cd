package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.app.Stand;
import naru.journey.Programs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much data and many connections, in a process whose memory is bounded. */
@Tag("interop")
final class LargeInteropTest {
  private static final int GIBIBYTE = 1 << 30;
  private static final int CONNECTIONS = 10_000;

  @TempDir private Path folder;

  @Test
  void aGibibyteUpAndDownThroughProxyAndGateway() throws Exception {
    int gateway = Stand.freePort();
    int proxy = Stand.freePort();
    Path sparse = folder.resolve("zeros");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(GIBIBYTE);
    }
    String url = "http://shop.naru.test:" + gateway;
    String through = "http://127.0.0.1:" + proxy;
    try (TestOrigin origin = TestOrigin.open();
        Running naru =
            Running.start(
                config(gateway, proxy, origin.port()),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=128m",
                "-Dio.netty.maxDirectMemory=134217728")) {
      assertThat(
              Programs.output(
                  "curl",
                  "-sS",
                  "-m",
                  "120",
                  "-x",
                  through,
                  "-o",
                  "/dev/null",
                  "-w",
                  "%{http_code} %{size_download}",
                  url + "/down?1024"))
          .isEqualTo("200 " + GIBIBYTE);
      assertThat(
              Programs.output(
                  "curl", "-sS", "-m", "120", "-x", through, "-T", sparse.toString(), url + "/up"))
          .isEqualTo("" + GIBIBYTE);
      assertThat(naru.isAlive()).isTrue();
      assertThat(naru.told()).noneMatch(l -> l.contains("OutOfMemory") || l.contains("Exception"));
    }
  }

  @Test
  void tenThousandIdleConnections() throws Exception {
    assumeTrue(files() > CONNECTIONS + 500, "each side may open only " + files() + " files");
    int gateway = Stand.freePort();
    int proxy = Stand.freePort();
    List<Socket> idle = new ArrayList<>();
    try (TestOrigin origin = TestOrigin.open();
        Running naru =
            Running.start(
                config(gateway, proxy, origin.port()),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=128m",
                "-Dio.netty.maxDirectMemory=134217728")) {
      assertThat(Wire.get(gateway, "shop.naru.test", "/")).endsWith("whole");
      long before = naru.residentBytes("VmRSS");
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(Wire.connect(gateway));
      }
      assertThat(Wire.get(gateway, "shop.naru.test", "/")).endsWith("whole");
      assertThat(naru.residentBytes("VmHWM") - before).isLessThan(256L << 20);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** How many files a process may have open here. */
  private static long files() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getMaxFileDescriptorCount();
  }

  private Path config(int gateway, int proxy, int origin) throws Exception {
    String text =
        """
        naru: 1
        state: "%s"
        listen:
          dns:     udp://127.0.0.1:%d
          proxy:   http://127.0.0.1:%d
          gateway: http://127.0.0.1:%d
        limits: { connections-per-client: 12000 }
        dns:
          zones:
            naru.test:
              shop: A 127.0.0.1
        proxy:
          rules:
            - { tunnel: "*.naru.test" }
        gateway:
          upstreams:
            shop: { targets: ["127.0.0.1:%d"] }
          routes:
            - name: shop
              match: { host: shop.naru.test }
              to: shop
        """
            .formatted(folder.resolve("state"), Stand.freePort(), proxy, gateway, origin);
    return Files.writeString(folder.resolve("naru.yaml"), text);
  }
}

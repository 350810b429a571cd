package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand connections that say nothing. */
final class IdleStoryTest {
  private static final int CONNECTIONS = 2000;
  private static final long BYTES_EACH = 16 << 10;

  @TempDir private Path state;

  @Test
  void idleConnectionsCostLittleAndOthersAreServed() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Stand stand = Stand.open(state, Configs.WHOLE, Map.of("one", origin.port(), "two", 1))) {
      assertThat(Wire.get(stand.port("gateway"), "localhost", "/")).endsWith("whole");
      long before = PlatformDependent.usedDirectMemory();
      List<Socket> idle = new ArrayList<>();
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          idle.add(Wire.connect(stand.port(i % 2 == 0 ? "gateway" : "proxy")));
        }
        assertThat(Wire.get(stand.port("gateway"), "localhost", "/")).endsWith("whole");
        assertThat(PlatformDependent.usedDirectMemory() - before)
            .isLessThan(CONNECTIONS * BYTES_EACH);
      } finally {
        for (Socket socket : idle) {
          socket.close();
        }
      }
    }
  }
}

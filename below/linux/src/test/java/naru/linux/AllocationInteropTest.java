package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is called per packet allocates nothing, once compiled. */
@Tag("interop")
@Timeout(60)
@EnabledIf("naru.linux.NetworkNamespace#available")
final class AllocationInteropTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 20_000;

  @Test
  void readWriteAndWait() {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        Tun tun = namespace.call(() -> Tun.open(""));
        Poll poll = Poll.of(tun.queue().fd());
        Arena arena = Arena.ofConfined()) {
      namespace.call(() -> Interface.named(tun.name()).noLinkLocalAddress().up());
      MemorySegment frame = arena.allocate(Tun.MAX_FRAME_BYTES, 8);
      long at = frame.address();
      Runnable calls =
          () -> {
            for (int i = 0; i < CALLS; i++) {
              tun.queue().read(at, Tun.MAX_FRAME_BYTES);
              tun.queue().write(at, 10, at, 4);
              tun.queue().write(at, 4);
              poll.await(0);
            }
          };
      for (int warm = 0; warm < 5; warm++) {
        calls.run();
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      calls.run();
      long perCall = (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
      assertThat(perCall).as("bytes per round of four calls").isZero();
    }
  }
}

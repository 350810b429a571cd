package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class PollTest {
  @Test
  void timeoutWakeAndReadiness() {
    int bell = Libc.eventfd(0, 0x800);
    try (Descriptor event = Descriptor.of("eventfd", bell);
        Poll poll = Poll.of(event.number())) {
      assertThat(poll.await(0)).isFalse();
      assertThat(poll.await(1000)).isFalse();
      poll.wake();
      poll.wake();
      assertThat(poll.await(Long.MAX_VALUE)).as("woken, not ready").isFalse();
      assertThat(poll.ready(0)).isFalse();
      assertThat(poll.await(0)).as("one wait was ended").isFalse();
      int full = Libc.eventfd(1, 0x800);
      try (Descriptor ready = Descriptor.of("eventfd", full);
          Poll two = Poll.of(event.number(), ready.number())) {
        two.wake();
        assertThat(two.await(Long.MAX_VALUE)).isTrue();
        assertThat(two.ready(0)).isFalse();
        assertThat(two.ready(1)).isTrue();
      }
    }
  }

  @Test
  void anotherThreadWakes() throws InterruptedException {
    try (Poll poll = Poll.of()) {
      Thread waker = Thread.ofPlatform().start(poll::wake);
      assertThat(poll.await(Long.MAX_VALUE)).isFalse();
      waker.join();
    }
  }

  @Test
  void aClosedDescriptorIsReadyAndFailsWithItsName() {
    try (UnixSocket lonely = UnixSocket.pair().getFirst()) {
      assertThatThrownBy(() -> lonely.receiveDescriptor(Duration.ofMillis(1)))
          .isInstanceOf(LinuxException.class)
          .hasMessage("recvmsg SCM_RIGHTS: ETIMEDOUT");
    }
  }
}

package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors handed over; nothing of it needs a right. */
@EnabledOnOs(OS.LINUX)
final class UnixSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void aDescriptorArrivesUnderANumberOfItsOwn() {
    List<UnixSocket> pair = UnixSocket.pair();
    try (UnixSocket here = pair.get(0);
        UnixSocket there = pair.get(1)) {
      handOver(here, there);
    }
  }

  @Test
  void aDescriptorArrivesByAPath(@TempDir Path folder) {
    Path path = folder.resolve("tun.sock");
    try (UnixSocket listening = UnixSocket.listen(path);
        UnixSocket giver = UnixSocket.connect(path);
        UnixSocket taker = listening.accept(PATIENCE)) {
      handOver(giver, taker);
    }
  }

  @Test
  void whoHangsUpHandsOverNothing() {
    List<UnixSocket> pair = UnixSocket.pair();
    try (UnixSocket taker = pair.get(1)) {
      pair.get(0).close();
      assertThatThrownBy(() -> taker.receiveDescriptor(PATIENCE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void whoDoesNotReadIsNotWaitedForForEver() {
    List<UnixSocket> pair = UnixSocket.pair();
    try (UnixSocket giver = pair.get(0);
        UnixSocket _ = pair.get(1)) {
      giver.sendWithin(Duration.ofMillis(1));
      assertThatThrownBy(() -> sayForEver(giver)).hasMessageContaining("EAGAIN");
    }
  }

  private static void sayForEver(UnixSocket socket) {
    for (int i = 0; i < 1_000_000; i++) {
      socket.say(i);
    }
  }

  @Test
  void whoStopsListeningIsNotAskedAndWaitsForNobody(@TempDir Path folder) {
    Path path = folder.resolve("next.sock");
    try (UnixSocket listening = UnixSocket.listen(path)) {
      listening.stopListening();
      assertThatThrownBy(() -> listening.accept(PATIENCE)).hasMessageContaining("EINVAL");
      assertThatThrownBy(() -> UnixSocket.connect(path)).hasMessageContaining("ECONNREFUSED");
    }
  }

  @Test
  void nobodyListens(@TempDir Path folder) {
    assertThatThrownBy(() -> UnixSocket.connect(folder.resolve("nobody")))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("ENOENT");
  }

  /** A counter's descriptor: what one end adds, the other reads. */
  private static void handOver(UnixSocket giver, UnixSocket taker) {
    try (Descriptor counter = Descriptor.of("eventfd", Libc.eventfd(7, 0x800))) {
      giver.sendDescriptor(counter.number());
      int fd = taker.receiveDescriptor(PATIENCE);
      try (Descriptor received = Descriptor.of("received", fd);
          Arena arena = Arena.ofConfined()) {
        assertThat(received.number()).isNotEqualTo(counter.number());
        MemorySegment value = arena.allocate(8, 8);
        assertThat(Libc.read(Libc.state(arena), received.number(), value.address(), 8))
            .isEqualTo(8);
        assertThat(value.get(JAVA_LONG, 0)).isEqualTo(7);
      }
    }
  }
}

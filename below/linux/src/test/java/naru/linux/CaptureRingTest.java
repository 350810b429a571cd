package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CaptureRingTest {
  @Test
  void theOldestGoesWhenThereAreTooMany() {
    CaptureRing ring = CaptureRing.of(2, 1000);
    for (int i = 1; i <= 3; i++) {
      ring.add(packet(i, 10));
    }
    assertThat(ring.forgotten()).isEqualTo(1);
    assertThat(ring.take()).extracting(CapturedPacket::unixNanos).containsExactly(2L, 3L);
    assertThat(ring.size()).isZero();
  }

  @Test
  void theOldestGoWhenTheyAreTooLarge() {
    CaptureRing ring = CaptureRing.of(100, 50);
    ring.add(packet(1, 20));
    ring.add(packet(2, 20));
    ring.add(packet(3, 40));
    assertThat(ring.take()).extracting(CapturedPacket::unixNanos).containsExactly(3L);
    ring.add(packet(4, 51));
    assertThat(ring.size()).isZero();
    assertThat(ring.forgotten()).isEqualTo(3);
    ring.add(packet(5, 50));
    assertThat(ring.size()).isEqualTo(1);
  }

  @Test
  void aRingHasRoom() {
    assertThatThrownBy(() -> CaptureRing.of(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static CapturedPacket packet(long time, int bytes) {
    return new CapturedPacket(new byte[bytes], bytes, true, true, time, 1);
  }
}

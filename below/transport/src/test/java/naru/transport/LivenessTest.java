package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a kernel tells of a connection; whole ways are told by the stories of naru.http. */
final class LivenessTest {
  @Test
  void whatAKernelDoesNotTellIsNotKnown() {
    ByteBuffer info = ByteBuffer.allocate(128);
    assertThat(Liveness.acknowledged(info)).isEqualTo(Liveness.UNKNOWN);
    info.putLong(120, 77);
    assertThat(Liveness.acknowledged(info)).isEqualTo(77);
  }
}

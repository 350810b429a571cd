package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PendingTest {
  private final Pending pending = new Pending(UnpooledByteBufAllocator.DEFAULT);

  private static ByteBuf large(int bytes) {
    return UnpooledByteBufAllocator.DEFAULT.directBuffer(8192).writeZero(bytes);
  }

  @Test
  void aPartOfAHeadDoesNotKeepALargeBuffer() {
    ByteBuf read = UnpooledByteBufAllocator.DEFAULT.directBuffer(8192);
    read.writeCharSequence("GET / HT", StandardCharsets.US_ASCII);
    pending.add(read);
    pending.tidy();
    assertThat(read.refCnt()).isZero();
    assertThat(pending.bytes().toString(StandardCharsets.US_ASCII)).isEqualTo("GET / HT");
    ByteBuf kept = pending.bytes();
    pending.tidy();
    assertThat(pending.bytes()).isSameAs(kept);
    pending.drop();
  }

  @Test
  void muchIsNotCopied() {
    ByteBuf read = large(4000);
    pending.add(read);
    pending.tidy();
    assertThat(pending.bytes()).isSameAs(read);
    read.skipBytes(4000);
    pending.tidy();
    assertThat(read.refCnt()).isZero();
    assertThat(pending.isEmpty()).isTrue();
  }
}

package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PartsTest {
  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, true);
  private final Parts parts = new Parts();

  /** What waits costs what it says, within a small factor, whatever it was read into. */
  @AfterEach
  void nothingIsLeft() {
    parts.drop();
    assertThat(alloc.metric().usedDirectMemory()).isZero();
  }

  /** A few bytes in a buffer that was made for many. */
  private ByteBuf sparse(String text) {
    ByteBuf read = alloc.directBuffer(64 * 1024);
    read.writeCharSequence(text, StandardCharsets.US_ASCII);
    ByteBuf part = read.readRetainedSlice(text.length());
    read.release();
    return part;
  }

  private String all() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf b = parts.take(); b != null; b = parts.take()) {
      text.append(b.toString(StandardCharsets.US_ASCII));
      b.release();
    }
    return text.toString();
  }

  @Test
  void bytesThatComeAloneAreHeldTogether() {
    for (int i = 0; i < 10_000; i++) {
      parts.add(sparse("" + (char) ('a' + i % 26)), alloc);
    }
    assertThat(alloc.metric().usedDirectMemory()).isLessThan(2 * 10_000);
    assertThat(all()).hasSize(10_000).startsWith("abc").endsWith("" + (char) ('a' + 9999 % 26));
  }

  @Test
  void aPartThatFillsItsBufferIsNotCopied() {
    ByteBuf full = alloc.directBuffer(1000).writeZero(1000);
    parts.add(full, alloc);
    assertThat(parts.first()).isSameAs(full);
    assertThat(parts.drop()).isEqualTo(1000);
  }

  @Test
  void theOrderStays() {
    parts.add(sparse("one "), alloc);
    parts.pass(sparse("two "));
    parts.add(sparse("three "), alloc);
    ByteBuf first = Objects.requireNonNull(parts.take());
    first.release();
    parts.add(sparse("four"), alloc);
    assertThat(all()).isEqualTo("two three four");
    parts.add(sparse("again"), alloc);
    assertThat(all()).isEqualTo("again");
  }
}

package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.Handle;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
  private final Handle reads = LoopBuffers.reads().newHandle();

  @AfterEach
  void endOfTheLoop() {
    FastThreadLocal.removeAll();
  }

  private static ByteBuf read(Handle reads, int bytes) {
    ByteBuf buffer = reads.allocate(PooledByteBufAllocator.DEFAULT);
    int count = Math.min(bytes, buffer.writableBytes());
    reads.attemptedBytesRead(buffer.writableBytes());
    reads.lastBytesRead(buffer.writeZero(count).readableBytes());
    return buffer;
  }

  @Test
  void whatNobodyHoldsIsUsedAgainByEveryChannel() {
    ByteBuf first = read(reads, 100);
    first.release();
    ByteBuf second = read(LoopBuffers.reads().newHandle(), 100);
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isEqualTo(100);
    second.release();
  }

  @Test
  void aFullReadLeadsToTheLargeBufferAndManySmallOnesBack() {
    for (int i = 0; i < 50; i++) {
      read(reads, 100).release();
    }
    read(reads, Integer.MAX_VALUE).release();
    ByteBuf large = read(reads, 70_000);
    assertThat(large.readableBytes()).isEqualTo(70_000);
    large.release();
    for (int i = 0; i < 15; i++) {
      read(reads, 100).release();
    }
    read(reads, 70_000).release();
    for (int i = 0; i < 16; i++) {
      ByteBuf still = read(reads, 100);
      assertThat(still).isSameAs(large);
      still.release();
    }
    ByteBuf small = read(reads, 100);
    assertThat(small.capacity()).isEqualTo(LoopBuffers.SMALL_BYTES);
    small.release();
  }

  @Test
  void whoHoldsOneOfTheLoopsBuffersGetsNoOtherOfThem() {
    ByteBuf held = read(reads, 100);
    ByteBuf own = read(reads, 100);
    assertThat(own.capacity()).isEqualTo(2048);
    ByteBuf others = read(LoopBuffers.reads().newHandle(), 100);
    assertThat(others).isNotSameAs(held);
    others.release();
    ByteBuf ownAgain = read(reads, 100);
    assertThat(ownAgain.capacity()).isEqualTo(2048);
    own.release();
    ownAgain.release();
    held.release();
    assertThat(held.refCnt()).isZero();
    ByteBuf shared = read(reads, 100);
    assertThat(shared).isSameAs(others);
    shared.release();
  }

  @Test
  void aHeadThatGrowsDoesNotMakeTheBufferGrow() {
    ByteBuf grown = LoopBuffers.head().writeZero(3 * LoopBuffers.HEAD_BYTES);
    grown.release();
    ByteBuf head = LoopBuffers.head();
    assertThat(head.capacity()).isEqualTo(LoopBuffers.HEAD_BYTES);
    assertThat(head.isReadable()).isFalse();
    head.release();
  }

  @Test
  void theEndOfTheLoopFreesThem() {
    ByteBuf head = LoopBuffers.head();
    head.release();
    FastThreadLocal.removeAll();
    assertThat(head.refCnt()).isZero();
  }
}

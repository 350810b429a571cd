package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one event loop that nearly everything passes through: reads go into one of two,
 * heads are written from a third. They are used again as soon as nobody holds them, which is nearly
 * always before the next read: no allocator is asked, and the same few pages stay in the
 * processor's cache, also for large bodies.
 *
 * <p>A connection begins with the small buffer for reads and gets the large one when it fills the
 * small one. One whose bytes are held on to (a slow receiver, half a record) gets buffers of its
 * own from its allocator until they are let go: so it can pin one of the loop's buffers, no more,
 * and the loop makes itself another.
 */
public final class LoopBuffers {
  /** Room for a head and a small body. */
  static final int SMALL_BYTES = 8 << 10;

  /** Room for a body of 64 KiB with its head, in one read. */
  static final int LARGE_BYTES = 96 << 10;

  /** Room for a head that is written, and a small body behind it. */
  public static final int HEAD_BYTES = 4 << 10;

  private static final ByteBufAllocator UNPOOLED = new UnpooledByteBufAllocator(true, true);

  private static final FastThreadLocal<LoopBuffers> MINE =
      new FastThreadLocal<>() {
        @Override
        protected LoopBuffers initialValue() {
          return new LoopBuffers();
        }

        @Override
        protected void onRemoval(LoopBuffers ended) {
          ended.release();
        }
      };

  /** One buffer, of which the loop holds one count. */
  private static final class Spare {
    private final int bytes;
    private ByteBuf buffer;

    /** Who took it last. */
    private @Nullable Object taker;

    Spare(int bytes) {
      this.bytes = bytes;
      this.buffer = UNPOOLED.directBuffer(bytes);
    }

    boolean isFree() {
      return buffer.refCnt() == 1;
    }

    /** The buffer, empty; another one if somebody still holds it, or made it grow. */
    ByteBuf take(Object by) {
      taker = by;
      if (!isFree() || buffer.capacity() != bytes) {
        buffer.release();
        buffer = UNPOOLED.directBuffer(bytes);
      }
      return buffer.clear().retain();
    }
  }

  private final Spare small = new Spare(SMALL_BYTES);
  private final Spare large = new Spare(LARGE_BYTES);
  private final Spare head = new Spare(HEAD_BYTES);

  private boolean emptied;

  private LoopBuffers() {}

  /** An empty buffer of {@link #HEAD_BYTES} for what is written now; on a loop. */
  public static ByteBuf head() {
    LoopBuffers mine = MINE.get();
    return mine.head.take(mine);
  }

  /** Whether a reader of this loop has emptied its socket since the last time this was asked. */
  static boolean emptied() {
    LoopBuffers mine = MINE.get();
    boolean emptied = mine.emptied;
    mine.emptied = false;
    return emptied;
  }

  /** How channels of the kernel read. */
  static RecvByteBufAllocator reads() {
    return new Reads();
  }

  private void release() {
    small.buffer.release();
    large.buffer.release();
    head.buffer.release();
  }

  private static final class Reads extends DefaultMaxMessagesRecvByteBufAllocator {
    @Override
    public Handle newHandle() {
      return new Reading();
    }

    /** How one channel reads. */
    private final class Reading extends MaxMessageHandle {
      private static final int MIN_OWN_BYTES = 2 << 10;
      private static final int MAX_OWN_BYTES = 64 << 10;

      /** So many reads that the small buffer would have done for end the use of the large one. */
      private static final int SMALL_READS = 16;

      private boolean wide;
      private int smallReads;
      private int own = MIN_OWN_BYTES;
      private @Nullable Spare from;
      private @Nullable ByteBuf last;

      @Override
      public ByteBuf allocate(ByteBufAllocator alloc) {
        if (holds()) {
          return alloc.ioBuffer(own);
        }
        LoopBuffers mine = MINE.get();
        Spare spare = wide ? mine.large : mine.small;
        from = spare;
        last = spare.take(this);
        return last;
      }

      /** Whether somebody still holds what this channel read into one of the loop's buffers. */
      @SuppressWarnings("ReferenceEquality") // it is about the buffer, not about what is in it
      private boolean holds() {
        ByteBuf mine = last;
        Spare spare = from;
        if (mine == null || spare == null) {
          return false;
        }
        boolean held =
            mine == spare.buffer ? spare.taker == this && !spare.isFree() : mine.refCnt() > 0;
        if (!held) {
          last = null;
          own = MIN_OWN_BYTES;
        }
        return held;
      }

      @Override
      public void lastBytesRead(int bytes) {
        super.lastBytesRead(bytes);
        if (bytes == attemptedBytesRead()) {
          wide = true;
          smallReads = 0;
          own = Math.min(own * 2, MAX_OWN_BYTES);
          return;
        }
        smallReads = bytes > SMALL_BYTES ? 0 : smallReads + 1;
        wide &= smallReads < SMALL_READS;
      }

      @Override
      public void readComplete() {
        super.readComplete();
        MINE.get().emptied = lastBytesRead() < attemptedBytesRead();
      }

      @Override
      public int guess() {
        return wide ? LARGE_BYTES : SMALL_BYTES;
      }
    }
  }
}

package naru.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import naru.base.Failure;
import naru.http.BodySink;
import naru.http.Fields;
import org.jspecify.annotations.Nullable;

/** Lets a request's body pass and keeps a copy of it, as long as that is not too long. */
final class BodyCopy implements BodySink {
  /** What was kept. */
  sealed interface Kept {
    /** All of it; whoever is told releases it. */
    record Whole(ByteBuf bytes) implements Kept {}

    /** It was longer than may be kept. */
    record TooLong() implements Kept {}

    /** It broke off. */
    record Broken() implements Kept {}
  }

  private final BodySink next;
  private final long most;
  private final Consumer<Kept> told;

  /** The copy so far; null when it is of no use any more. */
  private @Nullable ByteBuf copy;

  /**
   * Keeps a copy.
   *
   * @param most bytes to be kept
   * @param told once, at the end or before
   */
  BodyCopy(ByteBufAllocator alloc, BodySink next, long most, Consumer<Kept> told) {
    this.next = next;
    this.most = most;
    this.told = told;
    this.copy = alloc.buffer(256);
  }

  @Override
  public void data(ByteBuf data) {
    ByteBuf c = copy;
    if (c != null) {
      if (c.readableBytes() + data.readableBytes() <= most) {
        c.writeBytes(data, data.readerIndex(), data.readableBytes());
      } else {
        drop(new Kept.TooLong());
      }
    }
    next.data(data);
  }

  @Override
  public void trailers(Fields trailers) {
    next.trailers(trailers);
  }

  @Override
  public void end() {
    next.end();
    ByteBuf c = copy;
    if (c != null) {
      copy = null;
      told.accept(new Kept.Whole(c));
    }
  }

  @Override
  public void abort(Failure failure) {
    next.abort(failure);
    drop(new Kept.Broken());
  }

  @Override
  public void flush() {
    next.flush();
  }

  private void drop(Kept why) {
    ByteBuf c = copy;
    if (c != null) {
      copy = null;
      c.release();
      told.accept(why);
    }
  }
}

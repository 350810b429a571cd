package naru.gateway;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Limit;
import naru.gateway.change.config.Mirror;
import naru.http.Exchange;
import naru.http.Way;
import naru.trace.ChangeEvent;
import naru.trace.ChangeEvent.Outcome;

/**
 * Sends copies of requests to others. The request itself never waits for them: a copy leaves when
 * the whole body has passed, if it was short enough to be kept; its response is thrown away.
 */
final class Mirrors {
  /**
   * One mirror.
   *
   * @param taken the route on the way to it
   * @param sent how many copies it got
   * @param left how many it should have got and did not
   */
  record One(Mirror config, Taken taken, LongAdder sent, LongAdder left) {}

  private final List<One> all;
  private final Way way;
  private final Limit limit;
  private final SplittableRandom[] random;

  /**
   * Mirrors.
   *
   * @param way of a copy: it balances and sends, and nothing else
   * @param limit of copies under way
   * @param random of each loop
   */
  Mirrors(List<One> all, Way way, Limit limit, SplittableRandom[] random) {
    this.all = List.copyOf(all);
    this.way = way;
    this.limit = limit;
    this.random = random;
  }

  /** Copies the request as it is now. */
  void copy(Exchange x) {
    List<MirrorCopy> copies = new ArrayList<>(all.size());
    for (One one : all) {
      if (isDrawn(x, one)) {
        begin(x, one, copies);
      }
    }
    if (copies.isEmpty()) {
      return;
    }
    if (x.hasBody()) {
      long most = copies.stream().mapToLong(MirrorCopy::mostBytes).max().orElse(0);
      x.throughBody(sink -> new BodyCopy(x.alloc(), sink, most, body -> send(copies, body)));
      naru.gateway.guard.Watch.over(x, (headAt, good) -> unread(x, copies));
    } else {
      copies.forEach(MirrorCopy::send);
    }
  }

  private boolean isDrawn(Exchange x, One one) {
    double percent = one.config().percent();
    return percent >= 100 || random[x.loopState().index()].nextDouble() * 100 < percent;
  }

  private void begin(Exchange x, One one, List<MirrorCopy> copies) {
    if (x.bodyLength() > one.config().bodyBytes()) {
      leave(x, one, Outcome.BODY_TOO_LONG);
    } else if (!limit.tryTake(1)) {
      leave(x, one, Outcome.BUSY);
    } else {
      copies.add(new MirrorCopy(x, one, way, limit));
    }
  }

  static void leave(Exchange x, One one, Outcome why) {
    one.left().increment();
    tell(x, one, why);
  }

  static void tell(Exchange x, One one, Outcome outcome) {
    if (x.span().isOpen()) {
      x.span()
          .add(
              new ChangeEvent.Mirrored(
                  one.config().upstream(), outcome, one.taken().config().place()));
    }
  }

  /** Answered before anybody asked for the body: there is nothing to be copied any more. */
  private static void unread(Exchange x, List<MirrorCopy> copies) {
    if (!x.isBodyTaken()) {
      copies.forEach(copy -> copy.leave(Outcome.BODY_BROKEN));
    }
  }

  /** The body has passed. */
  private static void send(List<MirrorCopy> copies, BodyCopy.Kept body) {
    for (MirrorCopy copy : copies) {
      switch (body) {
        case BodyCopy.Kept.Whole whole -> copy.send(whole.bytes());
        case BodyCopy.Kept.TooLong tooLong -> copy.leave(Outcome.BODY_TOO_LONG);
        case BodyCopy.Kept.Broken broken -> copy.leave(Outcome.BODY_BROKEN);
      }
    }
    if (body instanceof BodyCopy.Kept.Whole whole) {
      ByteBuf bytes = whole.bytes();
      bytes.release();
    }
  }
}

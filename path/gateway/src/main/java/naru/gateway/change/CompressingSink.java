package naru.gateway.change;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Place;
import naru.gateway.change.config.Coding;
import naru.gateway.change.config.Compression;
import naru.gateway.change.core.Acceptance;
import naru.gateway.change.core.Compressible;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Method;
import naru.http.PassingGate;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.trace.ChangeEvent;
import org.jspecify.annotations.Nullable;

/**
 * Compresses a response as it passes. What the source flushes is flushed here too, so that an event
 * stream arrives event by event. Stands at the source's gate as well: the coder's memory must go
 * when the client does.
 */
final class CompressingSink extends PassingGate implements ResponseSink {
  private final Exchange x;
  private final ResponseSink next;
  private final Compression how;
  private final Limit limit;
  private final Place place;
  private final Optional<Coding> coding;
  private @Nullable Compressor compressor;
  private boolean dirty;

  private CompressingSink(Exchange x, Compression how, Limit limit, Place place) {
    this.x = x;
    this.next = x.out();
    this.how = how;
    this.limit = limit;
    this.place = place;
    this.coding = Acceptance.of(x.request().fields().list(Field.ACCEPT_ENCODING), how.codings());
  }

  /** Puts one in front. */
  static void on(Exchange x, Compression how, Limit limit, Place place) {
    CompressingSink sink = new CompressingSink(x, how, limit, place);
    x.through(sink);
    x.gate(sink);
  }

  // ---- the response

  @Override
  public void interim(ResponseHead head) {
    next.interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    if (Compressible.is(head, how)) {
      Compressible.vary(head.fields());
      coding.ifPresent(c -> begin(head, c));
    } else if (Compressible.isUnchanged(head, how)) {
      Compressible.vary(head.fields());
      if (coding.isPresent()) {
        Compressible.tag(head.fields(), x.request().fields().list(Field.IF_NONE_MATCH));
      }
    }
    next.head(head);
  }

  private void begin(ResponseHead head, Coding c) {
    boolean headOnly = x.request().method() == Method.HEAD;
    if (headOnly || limit.tryTake(1)) {
      Compressible.code(head.fields(), c.word());
      compressor = headOnly ? null : new Compressor(c, x.alloc());
    }
  }

  @Override
  public void data(ByteBuf data) {
    Compressor c = compressor;
    if (c == null) {
      next.data(data);
      return;
    }
    dirty = true;
    pass(c.write(data));
  }

  private void pass(@Nullable ByteBuf coded) {
    if (coded != null) {
      next.data(coded);
    }
  }

  @Override
  public void flush() {
    Compressor c = compressor;
    if (c != null && dirty) {
      dirty = false;
      pass(c.flush());
    }
    next.flush();
  }

  @Override
  public void trailers(Fields trailers) {
    finish();
    next.trailers(trailers);
  }

  @Override
  public void end() {
    finish();
    next.end();
  }

  private void finish() {
    Compressor c = compressor;
    if (c != null) {
      compressor = null;
      limit.give(1);
      pass(c.finish());
      String word = coding.map(Coding::word).orElse("");
      x.span().add(new ChangeEvent.Compressed(word, c.bytesIn(), c.bytesOut(), place));
    }
  }

  @Override
  public void fail(Failure failure) {
    drop();
    next.fail(failure);
  }

  private void drop() {
    Compressor c = compressor;
    if (c != null) {
      compressor = null;
      limit.give(1);
      c.close();
    }
  }

  // ---- the gate

  @Override
  public void cancel(Failure why) {
    drop();
    source.cancel(why);
  }
}

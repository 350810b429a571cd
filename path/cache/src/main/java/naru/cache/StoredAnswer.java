package naru.cache;

import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import naru.cache.core.ByteRange;
import naru.cache.core.Request;
import naru.cache.core.Validation;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Method;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.trace.CacheEvent;

/** Answers from a stored response: whole, a part of it, or 304. */
final class StoredAnswer {
  private static final byte[] HIT = "Naru; hit; ttl=".getBytes(StandardCharsets.US_ASCII);

  /** A loop's bytes to write numbers into. */
  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          byte[] scratch = new byte[HIT.length + 20];
          System.arraycopy(HIT, 0, scratch, 0, HIT.length);
          return scratch;
        }
      };

  private StoredAnswer() {}

  /** The plain hit: makes as few objects as it can. */
  static void hit(Exchange x, Entry entry, long now) {
    long age = entry.ageSeconds(now);
    long ttl = entry.ttlSeconds(now);
    x.span().add(new CacheEvent.Hit(entry.key().text(), age, ttl, ""));
    ResponseHead head = x.response(entry.head().status());
    head.copyFrom(entry.head());
    byte[] scratch = SCRATCH.get();
    int end = digits(age, scratch);
    head.fields().add(Field.AGE, scratch, HIT.length, end - HIT.length);
    end = digits(ttl, scratch);
    head.fields().add(Field.CACHE_STATUS, scratch, 0, end);
    whole(x, head, entry);
  }

  /** Writes a number behind the prefix and returns where it ends. */
  private static int digits(long number, byte[] scratch) {
    int length = 1;
    for (long n = number; n >= 10; n /= 10) {
      length++;
    }
    long n = number;
    for (int i = HIT.length + length - 1; i >= HIT.length; i--) {
      scratch[i] = (byte) ('0' + n % 10);
      n /= 10;
    }
    return HIT.length + length;
  }

  /**
   * Answers what the request asks for: its condition first, then its range. RFC 9110 section
   * 13.2.2.
   *
   * @param member what goes into Cache-Status
   */
  static void send(Exchange x, Request request, Entry entry, long now, String member) {
    ResponseHead head = x.response(entry.head().status());
    head.copyFrom(entry.head());
    head.fields().add(Field.AGE, entry.ageSeconds(now));
    head.fields().add(Field.CACHE_STATUS, member);
    boolean ok = entry.head().status() == 200;
    if (ok && Validation.notModified(request.lines(), entry.response())) {
      notModified(x.out(), head);
    } else if (ok && request.method().equals("GET") && request.lines().has("range")) {
      part(x, request, entry, head);
    } else {
      whole(x, head, entry);
    }
  }

  private static void whole(Exchange x, ResponseHead head, Entry entry) {
    ResponseSink out = x.out();
    boolean withBody = x.request().method() != Method.HEAD && entry.body().length > 0;
    out.head(head);
    if (withBody) {
      out.data(Unpooled.wrappedBuffer(entry.body()));
    }
    out.end();
  }

  /** RFC 9110 section 15.4.5: without what describes a body. */
  static void notModified(ResponseSink out, ResponseHead head) {
    head.setStatus(304);
    Fields fields = head.fields();
    fields.removeAll(Field.CONTENT_LENGTH);
    fields.removeAll(Field.CONTENT_TYPE);
    fields.removeAll(Field.CONTENT_ENCODING);
    fields.removeAll(Field.CONTENT_RANGE);
    out.head(head);
    out.end();
  }

  private static void part(Exchange x, Request request, Entry entry, ResponseHead head) {
    String wanted = request.lines().first("range").orElse("");
    int length = entry.body().length;
    boolean applies = Validation.rangeApplies(request.lines(), entry.response().lines());
    ByteRange range = applies ? ByteRange.of(wanted, length) : new ByteRange.Whole();
    switch (range) {
      case ByteRange.Whole w -> whole(x, head, entry);
      case ByteRange.Slice slice -> slice(x, head, entry, slice);
      case ByteRange.Unsatisfiable u -> {
        head.setStatus(416);
        head.fields().set(Field.CONTENT_RANGE, "bytes */" + length);
        x.answer(head, Unpooled.EMPTY_BUFFER);
      }
    }
  }

  private static void slice(Exchange x, ResponseHead head, Entry entry, ByteRange.Slice slice) {
    int length = entry.body().length;
    head.setStatus(206);
    head.fields()
        .set(Field.CONTENT_RANGE, "bytes " + slice.first() + "-" + slice.last() + "/" + length);
    x.answer(head, Unpooled.wrappedBuffer(entry.body(), (int) slice.first(), (int) slice.length()));
  }
}

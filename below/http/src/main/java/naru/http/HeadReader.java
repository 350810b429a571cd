package naru.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/** Finds and reads the head of the next request, within its limits. One per connection. */
final class HeadReader {
  enum Result {
    /** Not one byte of a head is there. */
    NOTHING,
    /** A part of a head is there. */
    PART,
    /** A head was read. */
    WHOLE,
    /** What is there is no request; see {@link #failure}. */
    REFUSED
  }

  private static final int LONGEST_METHOD = 32;
  private static final Failure NONE = refusal(Code.INTERNAL, "nothing was refused");

  private final HttpLimits limits;
  private Failure failure = NONE;

  /** Bytes of the unfinished head in which no end was found. */
  private int scanned;

  HeadReader(HttpLimits limits) {
    this.limits = limits;
  }

  Result read(ByteBuf in, RequestHead head) {
    if (scanned == 0) {
      HeadParser.skipEmptyLines(in);
      if (!in.isReadable()) {
        return Result.NOTHING;
      }
      if (in.readableBytes() == 1 && in.getByte(in.readerIndex()) == '\r') {
        return Result.PART;
      }
    }
    int end = HeadParser.end(in, in.readerIndex() + Math.max(0, scanned - 3));
    int length = end < 0 ? in.readableBytes() : end - in.readerIndex();
    scanned = end < 0 ? length : 0;
    if (length > limits.headBytes()) {
      return refused(tooLong(in));
    }
    if (end < 0) {
      return isHopeless(in)
          ? refused(refusal(Code.REQUEST_MALFORMED, "this is not HTTP/1.1"))
          : Result.PART;
    }
    return parse(in, length, head);
  }

  private Result parse(ByteBuf in, int length, RequestHead head) {
    Optional<HeadParser.Fault> fault = HeadParser.parseRequest(in, length, head);
    if (fault.isEmpty()) {
      fault = Framing.check(head);
    }
    return fault.isEmpty()
        ? Result.WHOLE
        : refused(refusal(fault.get().code(), fault.get().detail()));
  }

  private Result refused(Failure why) {
    failure = why;
    scanned = 0;
    return Result.REFUSED;
  }

  /** Why the last head was refused. */
  Failure failure() {
    return failure;
  }

  private static Failure refusal(Code code, String detail) {
    return Failure.of(code, Side.CLIENT, detail);
  }

  /** Whether what has come can never become a request: refused before a head is whole. */
  private static boolean isHopeless(ByteBuf in) {
    int from = in.readerIndex();
    int to = Math.min(in.writerIndex(), from + LONGEST_METHOD);
    for (int i = from; i < to; i++) {
      byte c = in.getByte(i);
      if (c == ' ') {
        return i == from;
      }
      if (!Ascii.isToken(c)) {
        return true;
      }
    }
    return to - from == LONGEST_METHOD;
  }

  private Failure tooLong(ByteBuf in) {
    int line = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    boolean uri = line < 0 || line - in.readerIndex() > limits.uriBytes();
    return uri
        ? refusal(
            Code.REQUEST_URI_TOO_LONG,
            "the request line is longer than " + limits.uriBytes() + " bytes")
        : refusal(
            Code.REQUEST_HEAD_TOO_LARGE,
            "the head is larger than " + limits.headBytes() + " bytes");
  }
}

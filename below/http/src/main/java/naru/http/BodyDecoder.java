package naru.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message's body out of the bytes that follow its head: by length, in chunks (RFC 9112
 * section 7.1), or until the connection closes. One per connection side, used again for each
 * message.
 *
 * <p>Chunk sizes are hex digits only, at most 15; extensions are skipped but must be made of
 * permitted characters and not outweigh the data; every line ends in CRLF. Trailer fields are
 * checked and kept, except those that may not stand in a trailer ({@link Trailers}).
 */
final class BodyDecoder {
  /** Gets the body's bytes; each buffer is the receiver's. */
  interface Out {
    void data(ByteBuf data);
  }

  /** What one call came to. */
  enum Result {
    /** The body goes on; all bytes were taken, or those of an unfinished line are left. */
    MORE,
    /** The body is whole; what is left belongs to the next message. */
    DONE,
    /** The framing is broken. */
    MALFORMED
  }

  private static final int MAX_EXTENSION = 1024;

  /** Bytes of extensions that the data of a body did not make up for, sixteenfold. */
  private static final int MAX_EXTENSIONS = 16 * 1024;

  private static final int MAX_TRAILERS = 8192;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_LINE,
    TRAILER_LF,
    END_LF
  }

  private long framing;
  private long left;
  private State state = State.SIZE;
  private int digits;
  private int skipped;
  private long extensions;
  private boolean quoted;
  private int trailerBytes;
  private boolean trailerName;
  private final Trailers trailers = new Trailers();
  private String fault = "";

  /** Begins a body with one of {@link Framing}'s values. */
  void begin(long newFraming) {
    framing = newFraming;
    left = newFraming >= 0 ? newFraming : 0;
    state = State.SIZE;
    digits = 0;
    skipped = 0;
    extensions = 0;
    trailerBytes = 0;
    trailers.clear();
    fault = "";
  }

  /** The trailer fields after {@link Result#DONE}; null if there were none. */
  @Nullable Fields trailers() {
    return trailers.fields();
  }

  /** Whether there is nothing to come. */
  boolean isEmpty() {
    return framing == 0;
  }

  /** Bytes still to come; -1 when the framing does not tell. */
  long left() {
    return framing >= 0 ? left : -1;
  }

  boolean endsAtClose() {
    return framing == Framing.UNTIL_CLOSE;
  }

  /** What was wrong, after {@link Result#MALFORMED}. */
  String fault() {
    return fault;
  }

  Result decode(ByteBuf in, Out out) {
    if (framing >= 0) {
      take(in, out);
      return left == 0 ? Result.DONE : Result.MORE;
    }
    if (framing == Framing.UNTIL_CLOSE) {
      if (in.isReadable()) {
        out.data(in.readRetainedSlice(in.readableBytes()));
      }
      return Result.MORE;
    }
    return chunks(in, out);
  }

  private void take(ByteBuf in, Out out) {
    int n = (int) Math.min(left, in.readableBytes());
    if (n > 0) {
      left -= n;
      out.data(in.readRetainedSlice(n));
    }
  }

  private Result chunks(ByteBuf in, Out out) {
    while (in.isReadable()) {
      if (state == State.DATA) {
        take(in, out);
        if (left == 0) {
          state = State.DATA_CR;
        }
        continue;
      }
      Result result = step(in.readByte());
      if (result != Result.MORE) {
        return result;
      }
    }
    return Result.MORE;
  }

  private Result step(byte c) {
    return switch (state) {
      case SIZE -> size(c);
      case EXTENSION -> extension(c);
      case SIZE_LF -> lineFeed(c, left == 0 ? State.TRAILER : State.DATA);
      case DATA_CR -> expect(c, '\r', State.DATA_LF, "a chunk is longer than its size");
      case DATA_LF -> {
        digits = 0;
        yield lineFeed(c, State.SIZE);
      }
      case TRAILER -> trailer(c);
      case TRAILER_LINE -> trailerLine(c);
      case TRAILER_LF -> lineFeed(c, State.TRAILER);
      case END_LF -> c == '\n' ? Result.DONE : malformed("the body does not end with CRLF");
      case DATA -> throw new AssertionError("data is not read byte by byte");
    };
  }

  private Result size(byte c) {
    int digit = Character.digit(c, 16);
    if (digit >= 0 && c > 0) {
      if (++digits > 15) {
        return malformed("a chunk size has more than 15 digits");
      }
      left = left << 4 | digit;
      return Result.MORE;
    }
    if (digits == 0) {
      return malformed("a chunk size is not a hex number");
    }
    if (c == '\r') {
      state = State.SIZE_LF;
      return Result.MORE;
    }
    if (c == ';') {
      state = State.EXTENSION;
      skipped = 0;
      quoted = false;
      extensions = Math.max(0, extensions - left / 16);
      return Result.MORE;
    }
    return malformed("a chunk size is followed by something else than CRLF");
  }

  private Result extension(byte c) {
    if (c == '\r') {
      if (skipped == 0 || quoted) {
        return malformed("a chunk extension is empty or not closed");
      }
      state = State.SIZE_LF;
      return Result.MORE;
    }
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted ? !Ascii.isValue(c) : !isExtension(c)) {
      return malformed("a chunk extension holds a character that it may not");
    }
    extensions++;
    return ++skipped > MAX_EXTENSION || extensions > MAX_EXTENSIONS
        ? malformed("a chunk extension is too long")
        : Result.MORE;
  }

  private static boolean isExtension(byte c) {
    return Ascii.isToken(c) || Ascii.isBlank(c) || c == '=' || c == ';';
  }

  private Result trailer(byte c) {
    if (c == '\r') {
      state = State.END_LF;
      return Result.MORE;
    }
    if (!Ascii.isToken(c)) {
      return malformed("a trailer field has no name");
    }
    state = State.TRAILER_LINE;
    trailerName = true;
    return trailerByte(c);
  }

  private Result trailerLine(byte c) {
    if (c == '\r' && !trailerName) {
      state = State.TRAILER_LF;
      trailers.endLine();
      return Result.MORE;
    }
    if (trailerName && c == ':') {
      trailerName = false;
      trailers.endName();
    } else if (trailerName ? !Ascii.isToken(c) : !Ascii.isValue(c)) {
      return malformed("a trailer field is malformed");
    }
    return trailerByte(c);
  }

  private Result trailerByte(byte c) {
    trailers.add(c);
    return ++trailerBytes > MAX_TRAILERS ? malformed("the trailers are too long") : Result.MORE;
  }

  private Result lineFeed(byte c, State next) {
    return expect(c, '\n', next, "a line does not end with CRLF");
  }

  private Result expect(byte c, char wanted, State next, String otherwise) {
    if (c != wanted) {
      return malformed(otherwise);
    }
    state = next;
    return Result.MORE;
  }

  private Result malformed(String detail) {
    fault = detail;
    return Result.MALFORMED;
  }
}

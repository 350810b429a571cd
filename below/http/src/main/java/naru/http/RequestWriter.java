package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/** Writes requests to a server's connection, framed by length or in chunks. */
final class RequestWriter {
  /** A part up to this size is copied behind its chunk size instead of being written on its own. */
  private static final int COPIED = 2048;

  private static final byte[] TRAILERS = Ascii.lower("trailers");
  private static final byte[] TE = {'T', 'E'};
  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);

  private final LoopState state;
  private final Channel channel;
  private final Upgrade upgrade = new Upgrade();
  private boolean chunked;
  private boolean done;
  private boolean trailed;

  RequestWriter(LoopState state, Channel channel) {
    this.state = state;
    this.channel = channel;
  }

  /** What the last request asked for besides its response. */
  Upgrade upgrade() {
    return upgrade;
  }

  /** Whether the last request is whole. */
  boolean isDone() {
    return done;
  }

  /** Nothing more can be written. */
  void broken() {
    done = true;
  }

  /**
   * Writes a head. Without a body it goes out at once.
   *
   * @param bodyLength 0 without a body, -1 for chunks
   */
  void head(RequestHead request, long bodyLength, byte[] targetPrefix) {
    chunked = bodyLength < 0;
    done = bodyLength == 0;
    trailed = false;
    Fields f = request.fields();
    f.removeAll(Field.TRANSFER_ENCODING);
    if (chunked) {
      f.add(Field.TRANSFER_ENCODING, CHUNKED, 0, CHUNKED.length);
    }
    connectionFields(request, f);
    ByteBuf out = state.head(request.fields().weight() + targetPrefix.length);
    request.writeTo(out, targetPrefix);
    channel.write(out, channel.voidPromise());
    if (done) {
      channel.flush();
    }
  }

  private void connectionFields(RequestHead request, Fields f) {
    byte[] token = request.upgrade();
    if (token.length > 0) {
      upgrade.ask(f, token);
    } else {
      upgrade.none();
    }
    if (request.acceptsTrailers()) {
      f.removeAll(Field.TE);
      f.add(Field.TE, TRAILERS, 0, TRAILERS.length);
      f.add(Field.CONNECTION, TE, 0, TE.length);
    }
  }

  /** From now on data goes as it is. */
  void tunnel() {
    chunked = false;
    done = false;
  }

  /** The tunnel's last byte was given; what follows happens when it has been sent, or cannot be. */
  void end(Runnable then) {
    done = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> then.run());
  }

  /** Writes a part of the body. */
  void data(ByteBuf data) {
    int n = data.readableBytes();
    if (n == 0 || done) {
      data.release();
    } else if (chunked) {
      chunk(data, n);
    } else {
      channel.write(data, channel.voidPromise());
    }
  }

  private void chunk(ByteBuf data, int n) {
    ByteBuf out = state.alloc().directBuffer(n <= COPIED ? n + 16 : 16);
    Ascii.writeHex(out, n);
    out.writeBytes(Ascii.CRLF);
    if (n <= COPIED) {
      out.writeBytes(data).writeBytes(Ascii.CRLF);
      data.release();
      channel.write(out, channel.voidPromise());
      return;
    }
    channel.write(out, channel.voidPromise());
    channel.write(data, channel.voidPromise());
    channel.write(Constant.CRLF.duplicate(), channel.voidPromise());
  }

  /** Writes the last chunk and the fields after it; where there are no chunks they are left out. */
  void trailers(Fields trailers) {
    if (!chunked || done || trailed) {
      return;
    }
    trailed = true;
    ByteBuf out = state.alloc().directBuffer(256);
    out.writeByte('0').writeBytes(Ascii.CRLF);
    trailers.writeTo(out);
    channel.write(out, channel.voidPromise());
  }

  /** Ends the body and sends what was written. */
  void end() {
    done = true;
    if (chunked && !trailed) {
      channel.write(Constant.LAST_CHUNK.duplicate(), channel.voidPromise());
    }
    channel.flush();
  }
}

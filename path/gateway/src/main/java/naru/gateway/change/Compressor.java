package naru.gateway.change;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import naru.gateway.change.config.Coding;
import org.jspecify.annotations.Nullable;

/** One response being compressed: plain parts go in, coded parts come out when there are any. */
final class Compressor implements AutoCloseable {
  private final ByteBufAllocator alloc;
  private final OutputStream coder;
  private @Nullable ByteBuf out;
  private boolean closed;
  private long bytesIn;
  private long bytesOut;

  Compressor(Coding coding, ByteBufAllocator alloc) {
    this.alloc = alloc;
    try {
      this.coder = Codings.open(coding, new Collecting());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the coder writes. */
  private final class Collecting extends OutputStream {
    @Override
    public void write(int b) {
      room(1).writeByte(b);
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      room(length).writeBytes(b, offset, length);
    }
  }

  private ByteBuf room(int length) {
    ByteBuf o = out;
    if (o == null) {
      o = alloc.buffer(Math.max(length, 1024));
      out = o;
    }
    return o;
  }

  /** Codes a part, which is released; what came of it, if anything did. */
  @Nullable ByteBuf write(ByteBuf part) {
    try {
      bytesIn += part.readableBytes();
      part.readBytes(coder, part.readableBytes());
      return take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      part.release();
    }
  }

  /** Everything so far, so that the client can read it now. */
  @Nullable ByteBuf flush() {
    try {
      coder.flush();
      return take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end. */
  @Nullable ByteBuf finish() {
    closeCoder();
    return take();
  }

  private @Nullable ByteBuf take() {
    ByteBuf o = out;
    out = null;
    if (o != null) {
      bytesOut += o.readableBytes();
    }
    return o;
  }

  private void closeCoder() {
    if (!closed) {
      closed = true;
      try {
        coder.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Plain bytes so far. */
  long bytesIn() {
    return bytesIn;
  }

  /** Coded bytes so far. */
  long bytesOut() {
    return bytesOut;
  }

  /** Lets go of everything, also of what the coder holds outside of the heap. */
  @Override
  public void close() {
    closeCoder();
    ByteBuf rest = out;
    out = null;
    if (rest != null) {
      rest.release();
    }
  }
}

package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import naru.stack.tcp.Connection;

/**
 * Moves what was flushed into the connection, as far as that has room. What it refuses stays in the
 * channel's buffer, which is what makes the channel unwritable.
 */
enum Outgoing {
  /** Nothing is left. */
  ALL,
  /** The connection will say when it takes more. */
  NO_ROOM,
  /** As many messages as one turn may move; the loop's other work comes first. */
  ENOUGH;

  private static final int CHUNK_BYTES = 64 << 10;

  static Outgoing move(
      ChannelOutboundBuffer from, Connection to, ByteBufAllocator alloc, int maxMessages)
      throws IOException {
    for (int moved = 0; moved < maxMessages; moved++) {
      Object message = from.current();
      if (message == null) {
        return ALL;
      }
      boolean whole =
          message instanceof ByteBuf bytes
              ? bytes(from, to, bytes)
              : region(from, to, alloc, (FileRegion) message);
      if (!whole) {
        return NO_ROOM;
      }
    }
    return from.isEmpty() ? ALL : ENOUGH;
  }

  /** The connection keeps the buffer itself until its bytes are acknowledged: nothing is copied. */
  private static boolean bytes(ChannelOutboundBuffer from, Connection to, ByteBuf bytes) {
    int room = to.room();
    while (bytes.readableBytes() > room) {
      if (room <= 0) {
        return false; // having been asked when it had none, the connection tells of the next
      }
      to.send(bytes.retainedSlice(bytes.readerIndex(), room));
      from.removeBytes(room);
      room = to.room();
    }
    if (bytes.isReadable()) {
      int length = bytes.readableBytes();
      to.send(bytes.retain());
      from.progress(length);
    }
    from.remove();
    return true;
  }

  /** A file's bytes are copied, since there is no kernel to lend its pages. */
  private static boolean region(
      ChannelOutboundBuffer from, Connection to, ByteBufAllocator alloc, FileRegion region)
      throws IOException {
    while (region.transferred() < region.count()) {
      long left = region.count() - region.transferred();
      int length = (int) Math.min(left, Math.min(to.room(), CHUNK_BYTES));
      if (length <= 0) {
        return false;
      }
      ByteBuf chunk = alloc.directBuffer(length, length);
      try {
        if (region.transferTo(new Filling(chunk), region.transferred()) <= 0) {
          throw new IOException("the file is shorter than was promised");
        }
        to.send(chunk.retain());
        from.progress(chunk.readableBytes());
      } finally {
        chunk.release();
      }
    }
    from.remove();
    return true;
  }

  /** A buffer that is written to as far as it has room. */
  private record Filling(ByteBuf buffer) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int length = Math.min(source.remaining(), buffer.writableBytes());
      ByteBuffer part = source.slice(source.position(), length);
      buffer.writeBytes(part);
      source.position(source.position() + length);
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}

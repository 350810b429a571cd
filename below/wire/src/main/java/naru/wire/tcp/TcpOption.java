package naru.wire.tcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.wire.Bounds;
import naru.wire.Octets;

/** One option of a segment as a value. RFC 9293 section 3.2, RFC 7323, RFC 2018. */
public sealed interface TcpOption {
  /** As in {@link TcpOptionKind}. */
  int kind();

  /** Bytes on the wire. */
  int length();

  /** One byte of padding. */
  record NoOperation() implements TcpOption {
    @Override
    public int kind() {
      return TcpOptionKind.NO_OPERATION;
    }

    @Override
    public int length() {
      return 1;
    }
  }

  /** Maximum segment size. RFC 9293 section 3.7.1. */
  record Mss(int bytes) implements TcpOption {
    public Mss {
      Bounds.field("mss", bytes, 0xffff);
    }

    @Override
    public int kind() {
      return TcpOptionKind.MSS;
    }

    @Override
    public int length() {
      return 4;
    }
  }

  /** Window scale. RFC 7323 section 2. */
  record WindowScale(int shift) implements TcpOption {
    public WindowScale {
      Bounds.field("shift", shift, 0xff);
    }

    @Override
    public int kind() {
      return TcpOptionKind.WINDOW_SCALE;
    }

    @Override
    public int length() {
      return 3;
    }
  }

  /** RFC 2018 section 2. */
  record SackPermitted() implements TcpOption {
    @Override
    public int kind() {
      return TcpOptionKind.SACK_PERMITTED;
    }

    @Override
    public int length() {
      return 2;
    }
  }

  /** 1 to 4 blocks. RFC 2018 section 3. */
  record Sack(List<Block> blocks) implements TcpOption {
    public Sack {
      blocks = List.copyOf(blocks);
      if (blocks.isEmpty() || blocks.size() > 4) {
        throw new IllegalArgumentException("SACK has 1 to 4 blocks, not " + blocks.size());
      }
    }

    /**
     * One.
     *
     * @param right the sequence number behind it
     */
    public record Block(int left, int right) {}

    @Override
    public int kind() {
      return TcpOptionKind.SACK;
    }

    @Override
    public int length() {
      return 2 + 8 * blocks.size();
    }
  }

  /** RFC 7323 section 3. */
  record Timestamps(int value, int echo) implements TcpOption {
    @Override
    public int kind() {
      return TcpOptionKind.TIMESTAMPS;
    }

    @Override
    public int length() {
      return 10;
    }
  }

  /**
   * One that is not known, or a known one with a length that is not its own.
   *
   * @param kind 2 to 255
   * @param data 0 to 38 bytes
   */
  record Other(int kind, Octets data) implements TcpOption {
    public Other {
      Bounds.field("kind", kind, 0xff);
      Bounds.field("data", data.length(), 38);
      if (kind <= TcpOptionKind.NO_OPERATION || TcpOptionKind.known(kind, 2 + data.length())) {
        throw new IllegalArgumentException("kind " + kind + " has a record of its own");
      }
    }

    @Override
    public int length() {
      return 2 + data.length();
    }
  }

  /** Appends it, without padding. */
  default void emit(ByteBuf out) {
    out.writeByte(kind());
    if (!(this instanceof NoOperation)) {
      out.writeByte(length());
    }
    switch (this) {
      case NoOperation n -> {}
      case SackPermitted s -> {}
      case Mss(int bytes) -> out.writeShort(bytes);
      case WindowScale(int shift) -> out.writeByte(shift);
      case Timestamps(int value, int echo) -> out.writeInt(value).writeInt(echo);
      case Sack(var blocks) -> blocks.forEach(b -> out.writeInt(b.left()).writeInt(b.right()));
      case Other(int kind, Octets data) -> data.writeTo(out);
    }
  }

  /** All options up to the end or an End of Option List; empty if a length cannot be. */
  static Optional<List<TcpOption>> parse(ByteBuf b, int from, int end) {
    List<TcpOption> all = new ArrayList<>();
    int at = from;
    while (at < end && b.getByte(at) != TcpOptionKind.END) {
      int kind = b.getUnsignedByte(at);
      int length = kind == TcpOptionKind.NO_OPERATION ? 1 : end - at < 2 ? 0 : b.getByte(at + 1);
      if (length < 1 || length > end - at || (length == 1 && kind != TcpOptionKind.NO_OPERATION)) {
        return Optional.empty();
      }
      all.add(one(b, kind, at + 2, length));
      at += length;
    }
    return Optional.of(List.copyOf(all));
  }

  private static TcpOption one(ByteBuf b, int kind, int data, int length) {
    if (kind != TcpOptionKind.NO_OPERATION && !TcpOptionKind.known(kind, length)) {
      return new Other(kind, Octets.of(b, data, length - 2));
    }
    return switch (kind) {
      case TcpOptionKind.NO_OPERATION -> new NoOperation();
      case TcpOptionKind.MSS -> new Mss(b.getUnsignedShort(data));
      case TcpOptionKind.WINDOW_SCALE -> new WindowScale(b.getUnsignedByte(data));
      case TcpOptionKind.SACK_PERMITTED -> new SackPermitted();
      case TcpOptionKind.TIMESTAMPS -> new Timestamps(b.getInt(data), b.getInt(data + 4));
      default -> sack(b, data, length / 8);
    };
  }

  private static Sack sack(ByteBuf b, int data, int blocks) {
    List<Sack.Block> all = new ArrayList<>(4);
    for (int i = 0; i < blocks; i++) {
      all.add(new Sack.Block(b.getInt(data + 8 * i), b.getInt(data + 8 * i + 4)));
    }
    return new Sack(all);
  }
}

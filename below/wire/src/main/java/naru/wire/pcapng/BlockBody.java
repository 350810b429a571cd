package naru.wire.pcapng;

import io.netty.buffer.ByteBuf;
import naru.wire.Octets;

/** Walks over one block's body and its options, and never past its end. */
final class BlockBody {
  private final ByteBuf file;
  private final boolean little;
  private final int end;
  private int at;
  private int code;
  private int valueAt;
  private int valueLength;

  BlockBody(ByteBuf file, boolean little, int at, int end) {
    this.file = file;
    this.little = little;
    this.at = at;
    this.end = end;
  }

  int at() {
    return at;
  }

  /** Bytes that are left. */
  int length() {
    return end - at;
  }

  int intAt(int index) {
    return little ? file.getIntLE(index) : file.getInt(index);
  }

  int shortAt(int index) {
    return little ? file.getUnsignedShortLE(index) : file.getUnsignedShort(index);
  }

  void skip(int bytes) {
    at += bytes;
  }

  /** The next bytes, which are there; their padding is skipped as far as there is any. */
  Octets take(int length) {
    Octets bytes = Octets.of(file, at, length);
    at = Math.min(end, at + (length + 3 & ~3));
    return bytes;
  }

  /** Steps to the next option; false at their end, or where one does not fit. */
  boolean nextOption() {
    if (length() < 4) {
      return false;
    }
    code = shortAt(at);
    valueAt = at + 4;
    valueLength = shortAt(at + 2);
    if (code == BlockType.END || valueLength > end - valueAt) {
      return false;
    }
    at = Math.min(end, valueAt + (valueLength + 3 & ~3));
    return true;
  }

  int code() {
    return code;
  }

  String text() {
    return Octets.of(file, valueAt, valueLength).text();
  }

  int byteOr(int otherwise) {
    return valueLength == 1 ? file.getUnsignedByte(valueAt) : otherwise;
  }

  int intOr(int otherwise) {
    return valueLength == 4 ? intAt(valueAt) : otherwise;
  }

  long longOr(long otherwise) {
    if (valueLength != 8) {
      return otherwise;
    }
    return little ? file.getLongLE(valueAt) : file.getLong(valueAt);
  }
}

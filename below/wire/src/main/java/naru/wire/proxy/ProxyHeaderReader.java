package naru.wire.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one header from the beginning of a stream, however it is cut, and not a byte more. It tells
 * the versions apart by their first byte; what begins otherwise is no header, as the protocol must
 * not be guessed (section 5).
 */
public final class ProxyHeaderReader {
  /** The longest header of version 2 that is read, in bytes, with its TLVs. */
  public static final int MAX_BYTES = 4096;

  private byte[] bytes = new byte[ProxyLine.MAX_BYTES];
  private int count;

  /** What a call of {@link #feed} came to. */
  public sealed interface Step {
    /** All bytes are taken and more are needed. */
    record More() implements Step {}

    /** It is complete; bytes may be left, which are the client's own. */
    record Complete(ProxyHeader header) implements Step {}

    /** This is no header; the reader is of no further use. */
    record Garbage(String why) implements Step {}
  }

  /** Takes bytes up to the end of the header, or all. */
  public Step feed(ByteBuf in) {
    try {
      while (in.isReadable()) {
        take(in.readByte());
        if (isLine() ? bytes[count - 1] == '\n' : count == binaryLength()) {
          return new Step.Complete(isLine() ? line() : binary());
        }
      }
      return new Step.More();
    } catch (MalformedProxy malformed) {
      return new Step.Garbage(malformed.why());
    }
  }

  private void take(byte next) throws MalformedProxy {
    if (count == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    bytes[count++] = next;
    if (isLine()) {
      boolean signed = count > ProxyLine.SIGNATURE.length() || nextOf(ProxyLine.SIGNATURE);
      require(signed, "the bytes begin with no PROXY header");
      require(
          count <= ProxyLine.MAX_BYTES, "a line of more than " + ProxyLine.MAX_BYTES + " bytes");
      require(next != '\n' || bytes[count - 2] == '\r', "a line that does not end with CRLF");
      require(next == '\r' || next == '\n' || (next >= ' ' && next < 0x7f), "no printable text");
      require(count < 3 || bytes[count - 2] != '\r' || next == '\n', "a bare CR");
    } else {
      boolean signed = count > 12 || next == ProxyBinary.SIGNATURE[count - 1];
      require(signed, "the bytes begin with no PROXY header");
      require(binaryLength() <= MAX_BYTES, "a header of more than " + MAX_BYTES + " bytes");
    }
  }

  private boolean nextOf(String signature) {
    return bytes[count - 1] == signature.charAt(count - 1);
  }

  private static void require(boolean holds, String why) throws MalformedProxy {
    if (!holds) {
      throw new MalformedProxy(why);
    }
  }

  private boolean isLine() {
    return bytes[0] == 'P';
  }

  /** Of the whole header; more than there is while its length is not known. */
  private int binaryLength() {
    return count < ProxyBinary.PREFIX
        ? ProxyBinary.PREFIX
        : ProxyBinary.PREFIX + ((bytes[14] & 0xff) << 8 | (bytes[15] & 0xff));
  }

  private ProxyHeader line() throws MalformedProxy {
    return ProxyLine.parse(new String(bytes, 0, count - 2, StandardCharsets.US_ASCII));
  }

  private ProxyHeader binary() throws MalformedProxy {
    return ProxyBinary.parse(Unpooled.wrappedBuffer(bytes, 0, count));
  }
}

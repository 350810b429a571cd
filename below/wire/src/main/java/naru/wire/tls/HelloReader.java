package naru.wire.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Reads the hellos of one direction out of a stream of TLS records, however it is cut: a hello may
 * span records, and a record may come byte by byte. It only looks; it holds at most one hello, and
 * none above {@link #MAX_HELLO_BYTES}.
 *
 * <pre>
 * record:   type 1 | version 2 | length 2 | fragment        RFC 8446 section 5.1
 * message:  type 1 | length 3 | body                        RFC 8446 section 4
 * </pre>
 */
public final class HelloReader {
  /** The largest hello that is read, in bytes; a large real one has about 2,000. */
  public static final int MAX_HELLO_BYTES = 16 * 1024;

  static final int MESSAGE_HEADER = 4;
  static final byte ALERT = 21;

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int RECORD_HEADER = 5;
  private static final int MAX_RECORD = 16 * 1024 + 256;

  private final HelloKind kind;
  private final byte[] header = new byte[RECORD_HEADER];
  private int headerBytes;
  private byte type;
  private int recordLeft;
  private byte[] message = new byte[512];
  private int messageBytes;

  private HelloReader(HelloKind kind) {
    this.kind = kind;
  }

  private enum HelloKind {
    CLIENT(1, "ClientHello"),
    SERVER(2, "ServerHello");

    final int type;
    final String word;

    HelloKind(int type, String word) {
      this.type = type;
      this.word = word;
    }
  }

  /** What a call of {@link #feed} came to. */
  public sealed interface Step {
    /** All bytes are taken and more are needed. */
    record More() implements Step {}

    /** A ClientHello is complete; bytes may be left. */
    record Client(ClientHello hello) implements Step {}

    /** A ServerHello is complete; bytes may be left. */
    record Server(ServerHello hello) implements Step {}

    /** The other side gave up. */
    record Alerted(Alert alert) implements Step {}

    /** This is not TLS, or not what has to come; the reader is of no further use. */
    record Garbage(String why) implements Step {}
  }

  /** For what a client sends. */
  public static HelloReader ofClient() {
    return new HelloReader(HelloKind.CLIENT);
  }

  /** For what a server sends; after a HelloRetryRequest the same reader reads the real one. */
  public static HelloReader ofServer() {
    return new HelloReader(HelloKind.SERVER);
  }

  /** Takes bytes from {@code in} up to the end of a hello, or all. */
  public Step feed(ByteBuf in) {
    try {
      while (in.isReadable()) {
        if (recordLeft == 0) {
          readHeader(in.readByte());
        } else if (readFragment(in)) {
          return complete();
        }
      }
      return new Step.More();
    } catch (MalformedTls malformed) {
      return new Step.Garbage(malformed.why());
    }
  }

  private void readHeader(byte next) throws MalformedTls {
    header[headerBytes++] = next;
    switch (headerBytes) {
      case 1 -> checkType(next);
      case 2 -> check(next == 3, "record version " + (next & 0xff) + " is not TLS");
      case RECORD_HEADER -> beginRecord();
      default -> {} // nothing to check in the others
    }
  }

  private void checkType(byte next) throws MalformedTls {
    if (next >= 'A' && next <= 'Z') {
      throw new MalformedTls("plain text on a TLS port: it begins with '" + (char) next + "'");
    }
    boolean known = next == HANDSHAKE || next == ALERT || next == CHANGE_CIPHER_SPEC;
    check(known, String.format("not a TLS handshake: the first byte is 0x%02x", next & 0xff));
    check(messageBytes == 0 || next == type, "a message is cut by a record of another type");
    type = next;
  }

  private static void check(boolean holds, String why) throws MalformedTls {
    if (!holds) {
      throw new MalformedTls(why);
    }
  }

  private void beginRecord() throws MalformedTls {
    recordLeft = (header[3] & 0xff) << 8 | (header[4] & 0xff);
    headerBytes = 0;
    check(recordLeft > 0, "an empty record in the handshake");
    check(recordLeft <= MAX_RECORD, "a record of " + recordLeft + " bytes");
  }

  /** Takes what there is of the record, and tells whether a message ended. */
  private boolean readFragment(ByteBuf in) throws MalformedTls {
    if (type == CHANGE_CIPHER_SPEC) { // for middleboxes only, RFC 8446 appendix D.4
      take(in, Math.min(recordLeft, in.readableBytes()), false);
      return false;
    }
    int missing = missing();
    take(in, Math.min(missing, Math.min(recordLeft, in.readableBytes())), true);
    return missing() == 0;
  }

  private void take(ByteBuf in, int n, boolean keep) {
    if (keep) {
      if (messageBytes + n > message.length) {
        message = Arrays.copyOf(message, Math.max(messageBytes + n, 2 * message.length));
      }
      in.readBytes(message, messageBytes, n);
      messageBytes += n;
    } else {
      in.skipBytes(n);
    }
    recordLeft -= n;
  }

  /** Bytes until the next thing can be decided: the header of the message, then its end. */
  private int missing() throws MalformedTls {
    if (type == ALERT) {
      return 2 - messageBytes;
    }
    if (messageBytes < MESSAGE_HEADER) {
      return MESSAGE_HEADER - messageBytes;
    }
    check(
        message[0] == kind.type,
        "handshake message " + (message[0] & 0xff) + ", not a " + kind.word);
    int length = (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | (message[3] & 0xff);
    check(length <= MAX_HELLO_BYTES, "a " + kind.word + " of " + length + " bytes");
    return MESSAGE_HEADER + length - messageBytes;
  }

  private Step complete() throws MalformedTls {
    int end = messageBytes;
    messageBytes = 0;
    if (type == ALERT) {
      return new Step.Alerted(new Alert(message[0] & 0xff, message[1] & 0xff));
    }
    ByteBuf body = Unpooled.wrappedBuffer(message, MESSAGE_HEADER, end - MESSAGE_HEADER);
    return switch (kind) {
      case CLIENT -> new Step.Client(ClientHello.parse(body));
      case SERVER -> new Step.Server(ServerHello.parse(body));
    };
  }
}

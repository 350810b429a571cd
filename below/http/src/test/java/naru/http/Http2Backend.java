package naru.http;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import naru.http.h2.FrameType;

/** Servers that say exactly the frames that a test wants. */
final class Http2Backend {
  /** {@code :status: 200}, from the static table of RFC 7541. */
  static final byte[] OK = {(byte) 0x88};

  private Http2Backend() {}

  /** With the usual limits. */
  static Peer peer(InetSocketAddress address) {
    return peer(address, 1024, 100);
  }

  /** So many connections at the most, and so many streams on each. */
  static Peer peer(InetSocketAddress address, int connections, int streams) {
    return new Peer(address, null, "", Backend.limits(connections, streams), Peer.Protocol.HTTP2);
  }

  /** What is said when it is asked. */
  interface Frames {
    /** A request's head came on this stream. */
    void asked(Socket socket, int stream) throws Exception;
  }

  /** Takes the preface, says SETTINGS, and then what it is told to for each request. */
  static Backend.Script speaking(Frames frames) {
    return socket -> {
      InputStream in = socket.getInputStream();
      in.readNBytes(24);
      socket.getOutputStream().write(Http2Wire.bytes(FrameType.SETTINGS, 0, 0));
      while (true) {
        ByteBuffer head = ByteBuffer.wrap(in.readNBytes(9));
        int length = head.getInt(0) >>> 8;
        int type = head.get(3);
        int stream = head.getInt(5);
        in.readNBytes(length);
        if (type == FrameType.HEADERS) {
          frames.asked(socket, stream);
        }
      }
    };
  }

  /** Frames or fields one behind the other. */
  static byte[] all(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A field as HPACK has it, without a table and as it is, be it good or not. */
  static byte[] field(String name, String value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  /** A whole response. */
  static Frames good() {
    return (s, id) ->
        s.getOutputStream()
            .write(
                all(
                    Http2Wire.bytes(FrameType.HEADERS, FrameType.END_HEADERS, id, OK),
                    Http2Wire.bytes(
                        FrameType.DATA,
                        FrameType.END_STREAM,
                        id,
                        "good".getBytes(StandardCharsets.US_ASCII))));
  }

  /** A HEADERS frame that does not end its stream. */
  static byte[] headers(int stream, byte[]... fields) {
    return Http2Wire.bytes(FrameType.HEADERS, FrameType.END_HEADERS, stream, all(fields));
  }
}

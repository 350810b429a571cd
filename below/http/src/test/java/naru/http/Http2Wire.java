package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.http.h2.ConnectionError;
import naru.http.h2.ErrorCode;
import naru.http.h2.FrameType;
import naru.http.h2.FrameWriter;
import naru.http.h2.HpackDecoder;
import naru.http.h2.Preface;

/**
 * A client or a server that says exactly the frames it is told to, and reads what comes as lines of
 * text.
 */
final class Http2Wire implements AutoCloseable {
  private static final String[] GET = {
    ":method: GET", ":scheme: http", ":path: /", ":authority: x.test"
  };

  private final Socket socket;
  private final DataInputStream in;

  /** Of the frame that was read last. */
  private int flags;

  private final HpackDecoder decoder = new HpackDecoder(FieldTags.TAGS, 4096, 1 << 20);

  private Http2Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true); // frames are written one by one
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects, and says preface and settings. */
  static Http2Wire open(InetSocketAddress to) throws IOException {
    Http2Wire wire = new Http2Wire(Site.connect(to));
    Site.write(wire.socket, Preface.TEXT);
    wire.frame(FrameType.SETTINGS, 0, 0);
    return wire;
  }

  /** The server's side: hears the preface, and says settings. */
  static Http2Wire accept(Socket socket) throws IOException {
    return hear(socket).frame(FrameType.SETTINGS, 0, 0);
  }

  /** The server's side, which says nothing yet. */
  static Http2Wire hear(Socket socket) throws IOException {
    Http2Wire wire = new Http2Wire(socket);
    wire.preface();
    return wire;
  }

  private void preface() throws IOException {
    in.readFully(new byte[Preface.TEXT.length()]);
  }

  /** Server: waits for the next request, and answers each PING; its stream. */
  int asked() throws IOException, ConnectionError {
    String line = read();
    while (!line.startsWith("HEADERS")) {
      if (line.equals("closed")) {
        throw new EOFException();
      }
      pong(line);
      line = read();
    }
    return Integer.parseInt(line.split(" ")[1]);
  }

  private void pong(String line) throws IOException {
    if (line.equals("PING") && (flags & FrameType.ACK) == 0) {
      frame(FrameType.PING, FrameType.ACK, 0, new byte[8]);
    }
  }

  /** Server: a whole response. */
  Http2Wire answer(int stream, String text) throws IOException {
    return head(stream, false, ":status: 200").data(stream, text, true);
  }

  Http2Wire reset(int stream, int code) throws IOException {
    return number(FrameType.RST_STREAM, stream, code);
  }

  Http2Wire goAway(int last, int code, String words) throws IOException {
    byte[] text = words.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf payload = Unpooled.buffer().writeInt(last).writeInt(code).writeBytes(text);
    return frame(FrameType.GOAWAY, 0, 0, ByteBufUtil.getBytes(payload));
  }

  /** Answers each PING, and nothing else, until the other side closes. */
  void listen() throws IOException, ConnectionError {
    for (String line = read(); !line.equals("closed"); line = read()) {
      pong(line);
    }
  }

  /** Resets the connection. */
  void cut() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  Http2Wire raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Http2Wire frame(int type, int flags, int stream, byte... payload) throws IOException {
    return raw(bytes(type, flags, stream, payload));
  }

  /** A frame, to be sent with others in one go. */
  static byte[] bytes(int type, int flags, int stream, byte... payload) {
    ByteBuf out = Unpooled.buffer();
    FrameWriter.header(out, payload.length, type, flags, stream);
    return ByteBufUtil.getBytes(out.writeBytes(payload));
  }

  Http2Wire number(int type, int stream, int number) throws IOException {
    byte[] payload = {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
    return frame(type, 0, stream, payload);
  }

  Http2Wire setting(int id, int value) throws IOException {
    ByteBuf payload = Unpooled.buffer().writeShort(id).writeInt(value);
    return frame(FrameType.SETTINGS, 0, 0, ByteBufUtil.getBytes(payload));
  }

  Http2Wire window(int bytes) throws IOException {
    byte[] setting = {0, 4, 0, 0, (byte) (bytes >>> 8), (byte) bytes};
    return frame(FrameType.SETTINGS, 0, 0, setting);
  }

  /** A head with exactly these fields. */
  Http2Wire head(int stream, boolean end, String... fields) throws IOException {
    ByteBuf block = Unpooled.buffer();
    for (String field : fields) {
      int colon = field.indexOf(':', 1);
      byte[] name = field.substring(0, colon).getBytes(StandardCharsets.ISO_8859_1);
      byte[] value = field.substring(colon + 2).getBytes(StandardCharsets.ISO_8859_1);
      // Literals as they are, so that a test may say what an encoder would not.
      block.writeByte(0);
      text(block, name);
      text(block, value);
    }
    int flags = FrameType.END_HEADERS | (end ? FrameType.END_STREAM : 0);
    return frame(FrameType.HEADERS, flags, stream, ByteBufUtil.getBytes(block));
  }

  /** A request with so many fields that its head needs CONTINUATION. */
  Http2Wire largeGet(int stream, String... more) throws IOException {
    return large(stream, joined(more));
  }

  /** A head with exactly these fields, which needs CONTINUATION, and ends its stream. */
  Http2Wire large(int stream, String... fields) throws IOException {
    ByteBuf block = Unpooled.buffer();
    for (String field : fields) {
      int colon = field.indexOf(':', 1);
      block.writeByte(0);
      text(block, field.substring(0, colon).getBytes(StandardCharsets.ISO_8859_1));
      text(block, field.substring(colon + 2).getBytes(StandardCharsets.ISO_8859_1));
    }
    int type = FrameType.HEADERS;
    while (block.isReadable()) {
      byte[] part = new byte[Math.min(16_000, block.readableBytes())];
      block.readBytes(part);
      int last = block.isReadable() ? 0 : FrameType.END_HEADERS;
      frame(type, type == FrameType.HEADERS ? FrameType.END_STREAM | last : last, stream, part);
      type = FrameType.CONTINUATION;
    }
    return this;
  }

  private static void text(ByteBuf block, byte[] text) {
    if (text.length < 127) {
      block.writeByte(text.length);
    } else {
      int rest = text.length - 127;
      block.writeByte(127);
      for (; rest >= 128; rest >>>= 7) {
        block.writeByte(rest & 127 | 128);
      }
      block.writeByte(rest);
    }
    block.writeBytes(text);
  }

  Http2Wire get(int stream, String... more) throws IOException {
    return head(stream, true, joined(more));
  }

  Http2Wire post(int stream, String... more) throws IOException {
    String[] fields = joined(more);
    fields[0] = ":method: POST";
    return head(stream, false, fields);
  }

  private static String[] joined(String... more) {
    List<String> all = new ArrayList<>(List.of(GET));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  Http2Wire data(int stream, String text, boolean end) throws IOException {
    int flags = end ? FrameType.END_STREAM : 0;
    return frame(FrameType.DATA, flags, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The next frame that is not SETTINGS or WINDOW_UPDATE; "closed" at the end. */
  String next() throws IOException, ConnectionError {
    while (true) {
      String line = read();
      if (!line.startsWith("SETTINGS") && !line.startsWith("WINDOW_UPDATE")) {
        return line;
      }
    }
  }

  /** Frames up to one that begins so, without SETTINGS. */
  List<String> until(String start) throws IOException, ConnectionError {
    List<String> all = new ArrayList<>();
    while (true) {
      String line = read();
      if (!line.equals("SETTINGS")) {
        all.add(line);
      }
      if (line.startsWith(start) || line.equals("closed")) {
        return all;
      }
    }
  }

  String read() throws IOException, ConnectionError {
    int word;
    try {
      word = in.readInt();
    } catch (EOFException | java.net.SocketException e) {
      return "closed";
    }
    flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[word >>> 8];
    in.readFully(payload);
    String end = (flags & FrameType.END_STREAM) != 0 ? " end" : "";
    return switch (word & 0xff) {
      case FrameType.DATA ->
          "DATA " + stream + " " + new String(payload, StandardCharsets.ISO_8859_1) + end;
      case FrameType.HEADERS -> "HEADERS " + stream + " " + fields(payload) + end;
      case FrameType.RST_STREAM -> "RST_STREAM " + stream + " " + ErrorCode.name(payload[3]);
      case FrameType.GOAWAY ->
          "GOAWAY " + Unpooled.wrappedBuffer(payload).getInt(0) + " " + ErrorCode.name(payload[7]);
      case FrameType.SETTINGS -> "SETTINGS";
      case FrameType.PING -> "PING";
      case FrameType.WINDOW_UPDATE -> "WINDOW_UPDATE " + stream;
      default -> "frame " + (word & 0xff);
    };
  }

  private List<String> fields(byte[] block) throws ConnectionError {
    List<String> fields = new ArrayList<>();
    decoder.decode(
        block,
        0,
        block.length,
        (tag, line, offset, name, value) -> {
          String field = new String(line, offset, name + 2 + value, StandardCharsets.ISO_8859_1);
          if (!field.startsWith("date: ")) {
            fields.add(field);
          }
        });
    return fields;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

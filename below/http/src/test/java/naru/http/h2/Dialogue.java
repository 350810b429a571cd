package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One side of a connection that is told frames and writes down what it hears and says: {@code <} is
 * what the owner heard, {@code >} what went out.
 */
final class Dialogue implements Owner, AutoCloseable {
  /** A stream that counts itself. */
  static final class Talk extends Stream {}

  final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false, true);
  final Connection connection;
  final List<String> said = new ArrayList<>();
  final HpackEncoder peer = new HpackEncoder();
  boolean takesData = true;
  boolean writable = true;
  long now = 1;
  private final HpackDecoder outDecoder = new HpackDecoder(Blocks.TAGS, 4096, 1 << 20);
  private final List<Stream> opened = new ArrayList<>();
  private final ByteBuf in = Unpooled.buffer();
  private final ByteBuf out = Unpooled.buffer();

  private Dialogue(Connection.Role role, Limits limits) {
    connection = new Connection(role, limits, Blocks.TAGS, this, (ByteBufAllocator) alloc);
    connection.open();
    lines();
  }

  /** A server that has got preface and settings, and has said its own. */
  static Dialogue server(Limits limits) {
    Dialogue d = new Dialogue(Connection.Role.SERVER, limits);
    d.in.writeBytes(Preface.TEXT.getBytes(StandardCharsets.US_ASCII));
    d.frame(FrameType.SETTINGS, 0, 0, "");
    d.receive();
    d.lines();
    return d;
  }

  static Dialogue server() {
    return server(Limits.DEFAULT);
  }

  static Dialogue client() {
    Dialogue d = new Dialogue(Connection.Role.CLIENT, Limits.DEFAULT);
    d.frame(FrameType.SETTINGS, 0, 0, "");
    d.receive();
    d.lines();
    return d;
  }

  /** Nothing was said yet by the other side. */
  static Dialogue silent() {
    return new Dialogue(Connection.Role.SERVER, Limits.DEFAULT);
  }

  // ---- the other side

  Dialogue raw(byte... bytes) {
    in.writeBytes(bytes);
    return this;
  }

  /** Adds a frame; the payload in ISO 8859-1. */
  Dialogue frame(int type, int flags, int stream, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    return frame(type, flags, stream, bytes);
  }

  /** Adds a frame whose payload is these bytes. */
  Dialogue octets(int type, int flags, int stream, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return frame(type, flags, stream, bytes);
  }

  Dialogue frame(int type, int flags, int stream, byte[] payload) {
    FrameWriter.header(in, payload.length, type, flags, stream);
    in.writeBytes(payload);
    return this;
  }

  Dialogue numbers(int type, int flags, int stream, int... numbers) {
    FrameWriter.header(in, numbers.length * 4, type, flags, stream);
    for (int n : numbers) {
      in.writeInt(n);
    }
    return this;
  }

  Dialogue setting(int id, long value) {
    FrameWriter.header(in, 6, FrameType.SETTINGS, 0, 0);
    in.writeShort(id).writeInt((int) value);
    return this;
  }

  Dialogue headers(int stream, boolean end, String... fields) {
    int flags = FrameType.END_HEADERS | (end ? FrameType.END_STREAM : 0);
    return frame(FrameType.HEADERS, flags, stream, Blocks.encode(peer, Arrays.asList(fields)));
  }

  Dialogue get(int stream) {
    return headers(stream, true, ":method: GET");
  }

  Dialogue post(int stream) {
    return headers(stream, false, ":method: POST");
  }

  Dialogue data(int stream, int bytes, boolean end) {
    return frame(FrameType.DATA, end ? FrameType.END_STREAM : 0, stream, new byte[bytes]);
  }

  /** Has everything received that was added. */
  Dialogue receive() {
    try {
      connection.receive(in, now);
    } catch (ConnectionError e) {
      said.add("< error " + ErrorCode.name(e.code()));
      connection.fail(e.code());
      connection.flush();
    }
    return this;
  }

  Stream stream(int id) {
    return opened.stream().filter(s -> s.id() == id).findFirst().orElseThrow();
  }

  /** Writes a response head. */
  Dialogue respond(int id, boolean end) {
    ByteBuf block = connection.beginHeaders(stream(id));
    connection.encoder().status(block, 200);
    connection.endHeaders(stream(id), end);
    return this;
  }

  Dialogue respondData(int id, int bytes) {
    connection.data(stream(id), alloc.buffer().writeZero(bytes));
    return this;
  }

  /** What was heard and said since the last call. */
  List<String> lines() {
    connection.flush();
    frames();
    List<String> all = List.copyOf(said);
    said.clear();
    return all;
  }

  List<String> hear() {
    receive();
    return lines();
  }

  private void frames() {
    if (out.readableBytes() >= 24 && out.getByte(out.readerIndex()) == 'P') {
      out.skipBytes(24);
      said.add("> preface");
    }
    while (out.isReadable()) {
      int length = out.readUnsignedMedium();
      int type = out.readUnsignedByte();
      int flags = out.readUnsignedByte();
      int stream = out.readInt();
      ByteBuf payload = out.readSlice(length);
      String end = (flags & FrameType.END_STREAM) != 0 ? " end" : "";
      said.add(
          "> "
              + switch (type) {
                case FrameType.DATA -> "DATA " + stream + " " + length + end;
                case FrameType.HEADERS -> "HEADERS " + stream + " " + fields(payload) + end;
                case FrameType.CONTINUATION -> "CONTINUATION " + stream + " " + length;
                case FrameType.RST_STREAM ->
                    "RST_STREAM " + stream + " " + ErrorCode.name(payload.readInt());
                case FrameType.SETTINGS -> "SETTINGS" + (flags == 1 ? " ack" : "");
                case FrameType.PING -> "PING " + payload.readLong() + (flags == 1 ? " ack" : "");
                case FrameType.GOAWAY ->
                    "GOAWAY " + payload.readInt() + " " + ErrorCode.name(payload.readInt());
                case FrameType.WINDOW_UPDATE -> "WINDOW_UPDATE " + stream + " " + payload.readInt();
                default -> "frame " + type;
              });
    }
  }

  private List<String> fields(ByteBuf block) {
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    try {
      return Blocks.decode(outDecoder, bytes);
    } catch (ConnectionError e) {
      return List.of(e.detail());
    }
  }

  // ---- the owner

  @Override
  public void write(ByteBuf bytes) {
    out.writeBytes(bytes);
    bytes.release();
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public Stream open(int id) {
    Stream stream = new Talk();
    opened.add(stream);
    return stream;
  }

  /** Client: opens a stream and writes its head. */
  void ask(boolean end) {
    Stream stream = new Talk();
    opened.add(stream);
    connection.open(stream);
    connection.encoder().indexed(connection.beginHeaders(stream), 2);
    connection.endHeaders(stream, end);
  }

  @Override
  public void headers(Stream stream, byte[] block, int length, boolean end) throws ConnectionError {
    List<String> fields = Blocks.decode(connection.decoder(), Arrays.copyOf(block, length));
    said.add("< headers " + stream.id() + " " + fields + (end ? " end" : ""));
  }

  @Override
  public void data(Stream stream, ByteBuf data, boolean end) {
    int n = data.readableBytes();
    said.add("< data " + stream.id() + " " + n + (end ? " end" : ""));
    data.release();
    if (takesData) {
      connection.consumed(stream, n);
    }
  }

  @Override
  public void reset(Stream stream, int code, boolean byThem, String detail) {
    said.add("< reset " + stream.id() + " " + ErrorCode.name(code) + (byThem ? "" : " by us"));
  }

  @Override
  public void ended(Stream stream) {
    said.add("< ended " + stream.id());
  }

  @Override
  public void trailersDue(Stream stream) {
    ByteBuf block = connection.beginHeaders(stream);
    byte[] name = {'t'};
    connection.encoder().field(block, name, 0, 1, name, 0, 1, false);
    connection.endHeaders(stream, true);
  }

  @Override
  public void writable(Stream stream) {
    said.add("< writable " + stream.id());
  }

  @Override
  public void goAway(int lastStream, int code, String words) {
    String more = words.isEmpty() ? "" : " " + words;
    said.add("< goaway " + lastStream + " " + ErrorCode.name(code) + more);
  }

  @Override
  public void settingsChanged() {
    said.add("< settings");
  }

  @Override
  public void pong(long opaque) {
    said.add("< pong " + opaque);
  }

  /** Bytes of buffers that were not released; 0 after {@link #close}. */
  long heldBytes() {
    return alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory();
  }

  @Override
  public void close() {
    connection.release();
    if (heldBytes() != 0) {
      throw new AssertionError(heldBytes() + " bytes were not released");
    }
  }
}

package naru.http.h2;

import io.netty.buffer.ByteBuf;

/** Who has a {@link Connection}: hears what came, and gets the bytes that are to go out. */
public interface Owner {
  /** Bytes for the other side, in this order; flushing is the owner's. */
  void write(ByteBuf bytes);

  /** Whether more bytes may be written now; {@link Connection#drain} is to be called later. */
  boolean isWritable();

  /** Server: whether a further stream may be opened; else it is refused. */
  default boolean takesStreams() {
    return true;
  }

  /** Server: a stream was opened; its head follows at once. The object may be a used one. */
  Stream open(int id);

  /**
   * A header block: head, interim head or trailers. It must be decoded with {@link
   * Connection#decoder}, whatever it is for.
   */
  void headers(Stream stream, byte[] block, int length, boolean end) throws ConnectionError;

  /**
   * A part of the body. The buffer is the owner's; {@link Connection#consumed} is to be told when
   * its bytes are used. An empty one is given only with {@code end}.
   */
  void data(Stream stream, ByteBuf data, boolean end) throws ConnectionError;

  /**
   * The stream is over before its time and no longer in the table.
   *
   * @param code of the RST_STREAM
   * @param byThem whether they sent it; else they broke a rule and we did
   * @param detail what was wrong
   */
  void reset(Stream stream, int code, boolean byThem, String detail);

  /** Our END_STREAM was written. */
  void ended(Stream stream);

  /** All data before the trailers were written: they are to be sent now. */
  void trailersDue(Stream stream);

  /** What was queued has shrunk: the stream may get more data. */
  void writable(Stream stream);

  /**
   * The other side opens or takes no more streams than {@code lastStream}. Nothing to a server:
   * what is on its way goes on until the client closes.
   *
   * @param words what it says besides of an error, for people; often nothing
   */
  default void goAway(int lastStream, int code, String words) {}

  /** The other side's settings have changed; each stream heeds them by itself. */
  default void settingsChanged() {}

  /** The answer to a {@link Connection#ping}. */
  void pong(long opaque);
}

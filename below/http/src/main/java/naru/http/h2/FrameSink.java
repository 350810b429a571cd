package naru.http.h2;

import io.netty.buffer.ByteBuf;

/** Takes whole frames that are well formed by themselves. RFC 9113 section 6. */
interface FrameSink {
  /**
   * DATA; {@code length} bytes are to be read from {@code in}, or skipped.
   *
   * @param flowBytes what counts against the windows: padding too
   */
  void data(int stream, ByteBuf in, int length, int flowBytes, boolean end) throws ConnectionError;

  /**
   * A whole header block, of HEADERS and its CONTINUATIONs.
   *
   * @param dependsOn the stream named by its priority; 0 if none
   */
  void headers(int stream, byte[] block, int length, boolean end, int dependsOn)
      throws ConnectionError;

  void priority(int stream, int length, int dependsOn) throws ConnectionError;

  void reset(int stream, int code) throws ConnectionError;

  /** SETTINGS; {@code length} bytes are to be read from {@code in}. */
  void settings(ByteBuf in, int length) throws ConnectionError;

  void settingsAcked() throws ConnectionError;

  void ping(long opaque, boolean ack) throws ConnectionError;

  /** GOAWAY; {@code length} bytes of words for people are to be read from {@code in}. */
  void goAway(int lastStream, int code, ByteBuf in, int length);

  void windowUpdate(int stream, int bytes) throws ConnectionError;

  /** Something that was allowed and said nothing. */
  void wasted(Budget budget) throws ConnectionError;
}

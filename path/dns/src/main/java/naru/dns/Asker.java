package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import naru.base.Failure;
import naru.dns.core.Inquiry;
import naru.trace.Party;
import naru.trace.Witness;
import naru.transport.Dialer;
import naru.transport.Loops;
import naru.wire.dns.Message;

/** Puts inquiries on the wire: a UDP socket of its own for each attempt, TCP when it must be. */
final class Asker {
  private final Loops loops;
  private final Dialer dialer;

  Asker(Loops loops) {
    this.loops = loops;
    this.dialer = Dialer.of(loops);
  }

  /** Gets the outcome: one call, on the loop. */
  interface Asked {
    /** An answer came, of whatever response code. */
    void answered(Message message, int bytes);

    /**
     * None came.
     *
     * @param extendedError the RFC 8914 code for it
     */
    void failed(Failure failure, int extendedError);
  }

  /**
   * Asks.
   *
   * @param loop where the sockets live; the caller is on it
   * @param from who asks, for the trace
   * @param witness is told each question sent
   */
  void ask(Inquiry inquiry, EventLoop loop, Party from, Witness witness, Asked asked) {
    new Conversation(loops, dialer, inquiry, loop, from, witness, asked).begin();
  }

  static byte[] bytes(ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return bytes;
  }
}

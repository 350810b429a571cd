package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.dns.core.Inquiry;
import naru.dns.core.Inquiry.Step;
import naru.trace.DnsEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.Datagrams;
import naru.transport.Dialer;
import naru.transport.Loops;
import naru.transport.Target;
import naru.transport.UdpFacts;
import org.jspecify.annotations.Nullable;

/**
 * One inquiry's sockets and timer, one attempt after the other. Confined to its loop. Attempts are
 * counted, so that what a given-up one still hears is told apart.
 */
final class Conversation {
  private static final int MAX_DATAGRAM = 1232;

  private final Loops loops;
  private final Dialer dialer;
  private final Inquiry inquiry;
  private final EventLoop loop;
  private final Party from;
  private final Witness witness;
  private final Asker.Asked asked;
  private int attempt;
  private @Nullable Channel channel;
  private @Nullable Future<?> timer;

  Conversation(
      Loops loops,
      Dialer dialer,
      Inquiry inquiry,
      EventLoop loop,
      Party from,
      Witness witness,
      Asker.Asked asked) {
    this.loops = loops;
    this.dialer = dialer;
    this.inquiry = inquiry;
    this.loop = loop;
    this.from = from;
    this.witness = witness;
    this.asked = asked;
  }

  void begin() {
    take(inquiry.start());
  }

  /** Bytes for an attempt: a datagram, or a message of the stream without its length. */
  void received(int forAttempt, byte[] bytes) {
    if (forAttempt == attempt) {
      Channel open = channel;
      if (open != null) {
        tellDatagrams(open);
      }
      take(inquiry.received(bytes, 0, bytes.length));
    }
  }

  /** An attempt cannot go on. */
  void lost(int forAttempt, boolean unreachable) {
    if (forAttempt == attempt) {
      take(inquiry.lost(unreachable));
    }
  }

  private void take(Step step) {
    switch (step) {
      case Step.Wait() -> {}
      case Step.Ask ask -> send(ask);
      case Step.Again(int bytes, Step.Ask ask) -> {
        String name = inquiry.question().name().toString();
        String type = inquiry.question().type().toString();
        witness.add(Party.DNS, from, Provenance.WIRE, new DnsEvent.Truncated(name, type, bytes));
        send(ask);
      }
      case Step.Answered(var message, int bytes) -> {
        endAttempt();
        asked.answered(message, bytes);
      }
      case Step.Failed(Failure failure, int extendedError) -> {
        endAttempt();
        asked.failed(failure, extendedError);
      }
    }
  }

  private void send(Step.Ask ask) {
    endAttempt();
    int now = attempt;
    timer = loop.schedule(() -> lost(now, false), ask.timeoutNanos(), TimeUnit.NANOSECONDS);
    if (ask.stream()) {
      Target target = Target.plain(ask.server().address(), ask.timeoutNanos());
      dialer.dial(loop, target, from, Party.DNS, witness, new OverTcp(now, ask));
    } else {
      tellSent(ask);
      overUdp(now, ask);
    }
  }

  private void overUdp(int now, Step.Ask ask) {
    ChannelFuture connect =
        Datagrams.connect(
            loops, loop, ask.server().address(), MAX_DATAGRAM, new Ear.Datagram(this, now));
    connect.addListener(
        done -> {
          if (!done.isSuccess()) {
            lost(now, true);
            return;
          }
          if (now != attempt) {
            connect.channel().close();
            return;
          }
          channel = connect.channel();
          channel.writeAndFlush(
              Unpooled.wrappedBuffer(ask.bytes().toArray()), channel.voidPromise());
          tellDatagrams(channel);
        });
  }

  private void tellDatagrams(Channel open) {
    UdpFacts.tell(open, witness, from, Party.DNS);
  }

  private void tellSent(Step.Ask ask) {
    witness.add(
        from,
        Party.DNS,
        Provenance.WIRE,
        new DnsEvent.Query(
            inquiry.question().name().toString(),
            inquiry.question().type().toString(),
            ask.id(),
            ask.stream() ? "tcp" : "udp",
            ask.server().text()));
  }

  /** What comes later for this attempt is not heard any more. */
  private void endAttempt() {
    attempt++;
    if (timer != null) {
      timer.cancel(false);
    }
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  private final class OverTcp implements Dialer.Dialed {
    private final int now;
    private final Step.Ask ask;

    OverTcp(int now, Step.Ask ask) {
      this.now = now;
      this.ask = ask;
    }

    @Override
    public void opened(Channel opened, Optional<TlsEvent.Established> tls) {
      if (now != attempt) {
        opened.close();
        return;
      }
      channel = opened;
      tellSent(ask);
      opened.pipeline().addLast(new Ear.Stream(Conversation.this, now));
      opened.config().setAutoRead(true);
      ByteBuf out = opened.alloc().buffer(2 + ask.bytes().length());
      out.writeShort(ask.bytes().length()).writeBytes(ask.bytes().toArray());
      opened.writeAndFlush(out, opened.voidPromise());
    }

    @Override
    public void failed(Failure failure) {
      lost(now, true);
    }
  }
}

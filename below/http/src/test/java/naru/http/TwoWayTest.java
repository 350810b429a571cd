package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Failure;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanges in which the body and the response go on side by side, each at its own time. */
final class TwoWayTest {
  private static final String POST =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

  private final Site site = new Site();
  private final AtomicInteger parts = new AtomicInteger();

  @AfterEach
  void close() {
    site.close();
  }

  /** Begins to answer at once; sends back what comes if it is an echo, and says when it ends. */
  private record Talk(Exchange x, boolean echo, AtomicInteger parts) implements BodySink {
    static Stop of(boolean echo, AtomicInteger parts) {
      return x -> {
        x.out().head(x.response(200));
        x.out().flush();
        x.readBody(new Talk(x, echo, parts));
      };
    }

    @Override
    public void data(ByteBuf data) {
      parts.incrementAndGet();
      if (echo) {
        x.out().data(data);
      } else {
        data.release();
      }
    }

    @Override
    public void flush() {
      x.out().flush();
    }

    @Override
    public void end() {
      x.out().data(ByteBufUtil.writeAscii(x.alloc(), "end"));
      x.out().end();
    }

    @Override
    public void abort(Failure failure) {}
  }

  /** The client of a call says something when it wants to. */
  @Test
  void aQuietBodyIsNotCutWhileTheResponseGoesOn() throws Exception {
    try (Socket socket = Site.connect(site.listen(Talk.of(true, parts)))) {
      Site.write(socket, POST + "1\r\na\r\n");
      Site.readUntil(socket, "1\r\na\r\n");
      site.clock.forward(31, TimeUnit.SECONDS);
      site.sweptTwice();
      Site.write(socket, "1\r\nb\r\n0\r\n\r\n");
      assertThat(Site.readAll(socket)).isEqualTo("1\r\nb\r\n3\r\nend\r\n0\r\n\r\n");
    }
  }

  /** Its body is over when the response is, but for what is on its way. */
  @Test
  void aQuietBodyIsGivenUpWhenTheResponseIsWhole() throws Exception {
    Stop stop =
        x -> {
          x.readBody(new Talk(x, false, parts));
          x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "whole"));
        };
    String post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";
    try (Socket socket = Site.connect(site.listen(stop))) {
      Site.write(socket, post);
      Site.readUntil(socket, "whole");
      site.clock.forward(31, TimeUnit.SECONDS);
      assertThat(Site.readAll(socket)).isEmpty();
    }
  }

  /** A server may be quiet while it is told something. */
  @ParameterizedTest
  @EnumSource(
      value = Peer.Protocol.class,
      names = {"HTTP1", "HTTP2"})
  void aQuietResponseIsNotCutWhileTheBodyGoesOn(Peer.Protocol protocol) throws Exception {
    InetSocketAddress back = site.listen(Party.ORIGIN, HttpLimits.DEFAULT, Talk.of(false, parts));
    Peer peer = new Peer(back, null, "", Peer.Limits.DEFAULT, protocol);
    try (Socket socket = Site.connect(site.listen(Trying.of(peer)))) {
      Site.write(socket, POST + "1\r\na\r\n");
      Site.readUntil(socket, "\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        site.clock.forward(Peer.Limits.DEFAULT.bodyIdleNanos() * 2 / 3, TimeUnit.NANOSECONDS);
        site.sweptTwice();
        int before = parts.get();
        Site.write(socket, "1\r\nb\r\n");
        site.until(() -> parts.get() > before);
      }
      Site.write(socket, "0\r\n\r\n");
      assertThat(Site.readAll(socket)).isEqualTo("3\r\nend\r\n0\r\n\r\n");
    }
  }
}

package naru.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.HealthCheck.Probe;
import naru.trace.Span;
import naru.trace.TlsEvent;
import org.jspecify.annotations.Nullable;

/** Looks whether a target accepts connections, and perhaps says what is expected. */
final class TcpLook extends Look {
  private final Probe.Tcp probe;
  private @Nullable Channel channel;

  TcpLook(Probe.Tcp probe, Span span, Finding finding) {
    super(span, finding);
    this.probe = probe;
  }

  @Override
  void drop() {
    Channel open = channel;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void opened(Channel opened, Optional<TlsEvent.Established> tls) {
    channel = opened;
    if (isOver()) {
      opened.close();
      return;
    }
    if (!probe.send().isEmpty()) {
      opened.writeAndFlush(ByteBufUtil.writeUtf8(opened.alloc(), probe.send()));
    }
    if (probe.expect().isEmpty()) {
      verdict(true, "connected");
      return;
    }
    opened.pipeline().addLast("health", new Ear());
    opened.config().setAutoRead(true);
  }

  /** Hears what the target says. */
  private final class Ear extends ChannelInboundHandlerAdapter {
    private final StringBuilder heard = new StringBuilder();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      heard.append(data.toString(StandardCharsets.UTF_8));
      data.release();
      if (heard.indexOf(probe.expect()) >= 0) {
        verdict(true, "said what is expected");
      } else if (heard.length() >= HealthCheck.MOST_BODY) {
        verdict(false, "said something else");
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      verdict(false, "closed without saying what is expected");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      verdict(false, "broke: " + cause.getMessage());
    }
  }
}

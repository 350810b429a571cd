package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.TlsEvent;
import naru.wire.tls.Alert;
import naru.wire.tls.ClientHello;
import org.jspecify.annotations.Nullable;

/**
 * Holds the ClientHello back until the context for its server name is there, then gives way to the
 * TLS engine. What it holds is bounded by the {@link HelloWatch} before it, which calls a hello
 * above its limit garbage, and by reading no more while it waits.
 */
final class SniGate extends ChannelInboundHandlerAdapter implements Contexts.Found {
  private static final int MAX_NAME = 253;

  private final Contexts contexts;
  private final Passthrough passthrough;
  private final String nameWithoutSni;
  private final HelloWatch watch;
  private final Handshake handshake;
  private final Party at;
  private final Prologue prologue;
  private @Nullable ByteBuf held;
  private @Nullable ChannelHandlerContext context;
  private boolean asked;

  SniGate(
      Contexts contexts,
      Passthrough passthrough,
      String nameWithoutSni,
      HelloWatch watch,
      Handshake handshake,
      Party at,
      Prologue prologue) {
    this.contexts = contexts;
    this.passthrough = passthrough;
    this.nameWithoutSni = nameWithoutSni;
    this.watch = watch;
    this.handshake = handshake;
    this.at = at;
    this.prologue = prologue;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    hold(ctx, (ByteBuf) message);
    String garbage = watch.garbage();
    ClientHello hello = watch.clientHello();
    if (garbage != null) {
      other(ctx, garbage);
    } else if (hello != null && !asked) {
      asked = true;
      ctx.channel().config().setAutoRead(false);
      ask(ctx, hello);
    }
  }

  /** No TLS: somebody may be there who takes that too. */
  private void other(ChannelHandlerContext ctx, String garbage) {
    Listener.Acceptor taker = passthrough.takerOfOthers(Addresses.local(ctx.channel()));
    if (taker != null && !handshake.isOver()) {
      pass(ctx, taker);
      return;
    }
    drop();
    Failure failure = handshake.failures().garbage(garbage);
    handshake.failWithAlert(ctx, Alert.DECODE_ERROR, failure);
  }

  private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (handshake.isOver()) {
      bytes.release();
    } else if (held == null) {
      held = bytes;
    } else {
      int total = held.readableBytes() + bytes.readableBytes();
      ByteBuf joined = ctx.alloc().buffer(total).writeBytes(held).writeBytes(bytes);
      held.release();
      bytes.release();
      held = joined;
    }
  }

  private void ask(ChannelHandlerContext ctx, ClientHello hello) {
    Channel channel = ctx.channel();
    Listener.Acceptor taker =
        passthrough.taker(plain(hello.serverName()), hello.alpn(), Addresses.local(channel));
    if (taker != null) {
      pass(ctx, taker);
      return;
    }
    String name = plain(hello.serverName().isEmpty() ? nameWithoutSni : hello.serverName());
    handshake.serverName(name);
    if (name.isEmpty()) {
      none(handshake.noCertificate("the client names no server (SNI), and no default is set"));
    } else if (name.length() > MAX_NAME || !name.chars().allMatch(SniGate::isNameByte)) {
      none(handshake.noCertificate("the server name is not a host name"));
    } else {
      contexts.find(name, ctx.channel().eventLoop(), at, prologue, this);
    }
  }

  /** Hands the connection over as it came: what was held back comes first. */
  private void pass(ChannelHandlerContext ctx, Listener.Acceptor taker) {
    Channel channel = ctx.channel();
    ByteBuf hello = held;
    held = null;
    handshake.leave();
    taker.accepted(
        Arrival.plain(channel, prologue, Addresses.local(channel), Addresses.client(channel)));
    if (hello != null) {
      ctx.fireChannelRead(hello);
      ctx.fireChannelReadComplete();
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isNameByte(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  }

  @Override
  public void context(SslContext tls, byte[] staple) {
    ChannelHandlerContext ctx = context;
    try {
      if (ctx != null && !ctx.isRemoved() && !handshake.isOver()) {
        giveWay(ctx, tls, staple);
      }
    } finally {
      ReferenceCountUtil.release(tls);
    }
  }

  private void giveWay(ChannelHandlerContext ctx, SslContext tls, byte[] staple) {
    SslHandler ssl = tls.newHandler(ctx.alloc());
    if (staple.length > 0 && ssl.engine() instanceof ReferenceCountedOpenSslEngine engine) {
      engine.setOcspResponse(staple);
      prologue.add(at, at.caller(), Provenance.DERIVED, new TlsEvent.Stapled(staple.length));
    }
    ssl.setHandshakeTimeoutMillis(0); // Handshake has the timer
    ByteBuf hello = held;
    held = null;
    ctx.pipeline().addAfter(ctx.name(), null, ssl);
    ctx.channel().config().setAutoRead(true);
    if (hello != null) {
      ctx.fireChannelRead(hello);
      ctx.fireChannelReadComplete();
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void none(Failure failure) {
    ChannelHandlerContext ctx = context;
    if (ctx != null && !ctx.isRemoved()) {
      drop();
      handshake.failWithAlert(ctx, alert(failure), failure);
    }
  }

  /** The name is the client's mistake, all else is ours. RFC 6066 section 3. */
  private static int alert(Failure failure) {
    boolean refused = failure.code() == Code.CA_NAME_NOT_ALLOWED;
    boolean none = failure.code() == Code.TLS_NO_CERTIFICATE && failure.side() == Side.CLIENT;
    return refused || none ? Alert.UNRECOGNIZED_NAME : Alert.INTERNAL_ERROR;
  }

  private void drop() {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}

package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.wire.tls.Alert;
import naru.wire.tls.ClientHello;
import naru.wire.tls.HelloReader;
import naru.wire.tls.HelloReader.Step;
import naru.wire.tls.ServerHello;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hellos as they pass, before encryption begins, and tells them. It changes nothing, and
 * leaves the pipeline after the ServerHello; on the server's side after the client's next record,
 * which may be an alert in clear text that the TLS engine cannot read any more.
 */
final class HelloWatch extends ChannelDuplexHandler {
  private final boolean server;
  private final Party from;
  private final Party to;
  private final Witness witness;
  private final HelloReader fromClient = HelloReader.ofClient();
  private final HelloReader fromServer = HelloReader.ofServer();
  private boolean retried;
  private @Nullable ClientHello clientHello;
  private @Nullable ServerHello serverHello;
  private @Nullable String garbage;
  private @Nullable Alert alert;

  /**
   * A watch on one handshake.
   *
   * @param server whether we are the server of it
   * @param from the party on the client's side
   * @param to the party on the server's side
   */
  HelloWatch(boolean server, Party from, Party to, Witness witness) {
    this.server = server;
    this.from = from;
    this.to = to;
    this.witness = witness;
  }

  @Nullable ClientHello clientHello() {
    return clientHello;
  }

  @Nullable ServerHello serverHello() {
    return serverHello;
  }

  /** Why the client's bytes are no handshake; null if they are, or may become one. */
  @Nullable String garbage() {
    return garbage;
  }

  /** The alert that the client answered our hello with, in clear text; null if it did not. */
  @Nullable Alert alert() {
    return alert;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      if (serverHello == null) {
        look(ctx, bytes, server);
      } else {
        lookForAlert(ctx, bytes.duplicate());
      }
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && serverHello == null) {
      look(ctx, bytes, !server);
    }
    ctx.write(message, promise);
  }

  private void look(ChannelHandlerContext ctx, ByteBuf bytes, boolean clientSpeaks) {
    if (clientSpeaks && clientHello != null) {
      return; // a second one after a HelloRetryRequest offers nothing new
    }
    ByteBuf view = bytes.duplicate();
    HelloReader reader = clientSpeaks ? fromClient : fromServer;
    while (serverHello == null && view.isReadable()) {
      if (!goOn(reader.feed(view), clientSpeaks)) {
        break;
      }
    }
    if (!server && (serverHello != null || garbage != null)) {
      ctx.pipeline().remove(this);
    }
  }

  private void lookForAlert(ChannelHandlerContext ctx, ByteBuf view) {
    alert = Alert.next(view).orElse(null);
    if (view.isReadable()) {
      ctx.pipeline().remove(this);
    }
  }

  /** Whether there may be more to read in these bytes. */
  private boolean goOn(Step step, boolean clientSpeaks) {
    return switch (step) {
      case Step.More more -> false;
      case Step.Client client -> heard(client.hello());
      case Step.Server heard -> heard(heard.hello());
      case Step.Alerted alerted -> {
        if (clientSpeaks) {
          garbage = "alert " + alerted.alert().name() + " instead of a ClientHello";
        }
        yield false;
      }
      case Step.Garbage bad -> {
        garbage = bad.why();
        yield false;
      }
    };
  }

  private boolean heard(ClientHello hello) {
    clientHello = hello;
    witness.add(
        from,
        to,
        Provenance.WIRE,
        new TlsEvent.ClientHello(
            hello.serverName(),
            hello.versions(),
            hello.groups(),
            hello.suites(),
            hello.alpn(),
            hello.resumes(),
            hello.bytes()));
    return false;
  }

  private boolean heard(ServerHello hello) {
    if (hello.retry()) {
      retried = true;
      return true;
    }
    serverHello = hello;
    witness.add(
        to,
        from,
        Provenance.WIRE,
        new TlsEvent.ServerHello(
            hello.version(), hello.suite(), hello.group(), retried, hello.bytes()));
    return false;
  }
}

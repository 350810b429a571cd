package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import naru.stack.ip.IcmpError;
import naru.stack.udp.RecordedDatagram;
import naru.stack.udp.UdpEvents;
import naru.stack.udp.UdpSocket;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of Naru's own stack as a Netty channel. The datagrams of one pass are read together,
 * then {@code channelReadComplete} is told; what nobody reads waits in the socket.
 */
public final class StackDatagramChannel extends UnicastDatagramChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 64);

  private final StackLoop home;
  private final StackDatagramChannelConfig config;
  private @Nullable UdpSocket socket;
  private @Nullable InetSocketAddress peer;
  private boolean open = true;
  private boolean readPending;
  private boolean batchOpen;
  private boolean flushQueued;

  public StackDatagramChannel(StackLoop home) {
    super(home.nextId());
    this.home = home;
    this.config = new StackDatagramChannelConfig(this);
  }

  @Override
  public StackDatagramChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && socket != null;
  }

  @Override
  public boolean isConnected() {
    return open && peer != null;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    UdpSocket s = socket;
    return s == null ? null : Sockets.address(s.localAddress(), s.localPort());
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return peer;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop.equals(home.loop());
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Mailbox();
  }

  @Override
  protected void doBind(SocketAddress local) throws IOException {
    opened(Sockets.bind(home, Sockets.resolved(local), (Mailbox) unsafe()));
  }

  private void opened(UdpSocket bound) {
    socket = bound;
    bound.reading(readPending);
    home.opened(this);
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    open = false;
    UdpSocket s = socket;
    if (s != null) {
      s.close();
      home.closed(this);
    }
  }

  @Override
  protected void doBeginRead() {
    readPending = true;
    UdpSocket s = socket;
    if (s != null) {
      s.reading(true);
    }
  }

  void clearReadPending() {
    home.run(this::pauseReading);
  }

  private void pauseReading() {
    readPending = false;
    UdpSocket s = socket;
    if (s != null) {
      s.reading(false);
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    boolean known =
        message instanceof ByteBuf
            || (message instanceof AddressedEnvelope<?, ?> e
                && e.content() instanceof ByteBuf
                && e.recipient() instanceof InetSocketAddress to
                && !to.isUnresolved());
    if (!known) {
      throw new UnsupportedOperationException("unsupported message: " + message);
    }
    return message;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    UdpSocket s = socket;
    int left = maxMessagesPerWrite();
    home.sent();
    for (Object m = buffer.current(); s != null && m != null; m = buffer.current()) {
      if (left-- <= 0) {
        flushQueued = true;
        home.afterwards((Mailbox) unsafe());
        return;
      }
      try {
        send(s, m);
        buffer.remove();
      } catch (IOException | RuntimeException refused) {
        buffer.remove(refused);
      }
    }
  }

  private void send(UdpSocket s, Object message) throws IOException {
    if (message instanceof AddressedEnvelope<?, ?> envelope) {
      send(s, (InetSocketAddress) envelope.recipient(), (ByteBuf) envelope.content());
      return;
    }
    InetSocketAddress to = peer;
    if (to == null) {
      throw new NotYetConnectedException();
    }
    send(s, to, (ByteBuf) message);
  }

  /** What the stack drops is lost, as any datagram may be. */
  private static void send(UdpSocket s, InetSocketAddress to, ByteBuf bytes) throws IOException {
    IpAddress address = IpAddress.of(to.getAddress());
    if (bytes.readableBytes() > Sockets.largestDatagram(address)) {
      throw new IOException("Message too long");
    }
    s.send(address, to.getPort(), bytes.retain());
  }

  /** The channel as its socket sees it; also what ends a batch. */
  private final class Mailbox extends AbstractUnsafe implements UdpEvents, Runnable {
    @Override
    public void connect(SocketAddress remote, @Nullable SocketAddress local, ChannelPromise done) {
      if (!done.setUncancellable() || !ensureOpen(done)) {
        return;
      }
      try {
        boolean wasActive = isActive();
        join(Sockets.resolved(remote), local == null ? null : Sockets.resolved(local));
        safeSetSuccess(done);
        if (!wasActive && isActive()) {
          pipeline().fireChannelActive();
        }
      } catch (IOException | RuntimeException refused) {
        safeSetFailure(done, annotateConnectException(refused, remote));
        closeIfClosed();
      }
    }

    private void join(InetSocketAddress remote, @Nullable InetSocketAddress local)
        throws IOException {
      if (peer != null) {
        throw new AlreadyConnectedException();
      }
      UdpSocket s = socket;
      if (s == null) {
        opened(Sockets.connect(home, local, remote, this));
      } else {
        s.connect(IpAddress.of(remote.getAddress()), remote.getPort());
      }
      peer = remote;
    }

    @Override
    public void received(UdpSocket s, IpAddress from, int fromPort, ByteBuf data) {
      received(s, from, fromPort, s.localAddress(), s.localPort(), data);
    }

    @Override
    public void received(
        UdpSocket s, IpAddress from, int fromPort, IpAddress to, int toPort, ByteBuf data) {
      var handle = recvBufAllocHandle();
      if (!batchOpen) {
        batchOpen = true;
        readPending = false;
        handle.reset(config);
        home.afterwards(this);
      }
      if (data.readableBytes() > config.maxPayload()) {
        data.writerIndex(data.readerIndex() + config.maxPayload());
      }
      handle.attemptedBytesRead(data.readableBytes());
      handle.lastBytesRead(data.readableBytes());
      handle.incMessagesRead(1);
      InetSocketAddress recipient = Sockets.address(to, toPort);
      pipeline()
          .fireChannelRead(new DatagramPacket(data, recipient, Sockets.address(from, fromPort)));
      if (!config.isAutoRead() && !readPending) {
        s.reading(false);
      }
    }

    /** As the kernel's sockets: only a connected one hears of it. */
    @Override
    public void error(UdpSocket s, IcmpError error, IpAddress to, int toPort) {
      if (peer != null && error == IcmpError.PORT_UNREACHABLE) {
        pipeline().fireExceptionCaught(new PortUnreachableException("Connection refused"));
      }
    }

    @Override
    public void run() {
      if (flushQueued) {
        flushQueued = false;
        flush0();
      }
      if (batchOpen) {
        batchOpen = false;
        recvBufAllocHandle().readComplete();
        pipeline().fireChannelReadComplete();
      }
    }
  }

  /** What was recorded of its datagrams and not given before. */
  public List<RecordedDatagram> recorded() {
    UdpSocket s = socket;
    return s == null ? List.of() : s.recorded();
  }
}

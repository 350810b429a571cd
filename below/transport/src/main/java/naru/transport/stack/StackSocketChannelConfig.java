package naru.transport.stack;

import static io.netty.channel.ChannelOption.ALLOW_HALF_CLOSURE;
import static io.netty.channel.ChannelOption.IP_TOS;
import static io.netty.channel.ChannelOption.SO_KEEPALIVE;
import static io.netty.channel.ChannelOption.SO_LINGER;
import static io.netty.channel.ChannelOption.SO_RCVBUF;
import static io.netty.channel.ChannelOption.SO_REUSEADDR;
import static io.netty.channel.ChannelOption.SO_SNDBUF;
import static io.netty.channel.ChannelOption.TCP_NODELAY;
import static io.netty.channel.epoll.EpollChannelOption.TCP_KEEPCNT;
import static io.netty.channel.epoll.EpollChannelOption.TCP_KEEPIDLE;
import static io.netty.channel.epoll.EpollChannelOption.TCP_KEEPINTVL;
import static io.netty.channel.epoll.EpollChannelOption.TCP_USER_TIMEOUT;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannelConfig;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import naru.stack.tcp.TcpOptions;
import naru.stack.tcp.TcpOptions.KeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * A stream channel's options. Those of TCP are one immutable value, shared by all channels that
 * have the usual ones; on an open connection a change takes effect at once.
 */
@SuppressWarnings("deprecation") // names that are inherited
final class StackSocketChannelConfig extends DefaultChannelConfig implements SocketChannelConfig {
  /** As Netty's sockets: no delay. */
  static final TcpOptions USUAL = TcpOptions.USUAL.withNoDelay(true);

  private static final int SMALLEST_BUFFER = 4096;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Only its count of messages matters: the stack brings its own buffers. */
  private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator();

  private final StackSocketChannel socket;
  private TcpOptions tcp;
  private int linger = -1;
  private boolean allowHalfClosure;

  StackSocketChannelConfig(StackSocketChannel channel, TcpOptions tcp) {
    super(channel, READS);
    this.socket = channel;
    this.tcp = tcp;
  }

  /** What the connection is, or will be, opened with. */
  public TcpOptions tcp() {
    return tcp;
  }

  /** Changes any option of TCP. */
  public StackSocketChannelConfig setTcp(TcpOptions options) {
    tcp = options;
    socket.connection().ifPresent(c -> c.options(options));
    return this;
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(
        super.getOptions(),
        ALLOW_HALF_CLOSURE,
        SO_KEEPALIVE,
        SO_LINGER,
        SO_RCVBUF,
        SO_SNDBUF,
        TCP_NODELAY,
        TCP_USER_TIMEOUT);
  }

  @Override
  @SuppressWarnings("unchecked") // the option says of which type its value is
  public <T> T getOption(ChannelOption<T> option) {
    Object value = value(option);
    return value == null ? super.getOption(option) : (T) value;
  }

  private @Nullable Object value(ChannelOption<?> option) {
    if (option.equals(TCP_NODELAY)) {
      return tcp.noDelay();
    }
    if (option.equals(ALLOW_HALF_CLOSURE)) {
      return allowHalfClosure;
    }
    if (option.equals(SO_LINGER)) {
      return linger;
    }
    if (option.equals(SO_KEEPALIVE)) {
      return isKeepAlive();
    }
    if (option.equals(SO_RCVBUF)) {
      return tcp.receiveBufferBytes();
    }
    if (option.equals(SO_SNDBUF)) {
      return tcp.sendBufferBytes();
    }
    if (option.equals(TCP_USER_TIMEOUT)) {
      return (int) TimeUnit.NANOSECONDS.toMillis(tcp.userTimeoutNanos());
    }
    if (option.equals(TCP_KEEPIDLE)) {
      return (int) (tcp.keepAlive().idleNanos() / SECOND);
    }
    if (option.equals(TCP_KEEPINTVL)) {
      return (int) (tcp.keepAlive().intervalNanos() / SECOND);
    }
    return option.equals(TCP_KEEPCNT) ? (Integer) tcp.keepAlive().probes() : null;
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    validate(option, value);
    if (option.equals(TCP_NODELAY)) {
      setTcpNoDelay((Boolean) value);
    } else if (option.equals(ALLOW_HALF_CLOSURE)) {
      setAllowHalfClosure((Boolean) value);
    } else if (option.equals(SO_LINGER)) {
      setSoLinger((Integer) value);
    } else if (option.equals(SO_KEEPALIVE)) {
      setKeepAlive((Boolean) value);
    } else if (option.equals(SO_RCVBUF)) {
      setReceiveBufferSize((Integer) value);
    } else if (option.equals(SO_SNDBUF)) {
      setSendBufferSize((Integer) value);
    } else if (option.equals(TCP_USER_TIMEOUT)) {
      setUserTimeoutMillis((Integer) value);
    } else if (!option.equals(SO_REUSEADDR) && !option.equals(IP_TOS)) { // nothing to do for these
      return setProbes(option, value) || super.setOption(option, value);
    }
    return true;
  }

  private boolean setProbes(ChannelOption<?> option, Object value) {
    KeepAlive now = tcp.keepAlive();
    if (option.equals(TCP_KEEPIDLE)) {
      setProbes(new KeepAlive((Integer) value * SECOND, now.intervalNanos(), now.probes()));
    } else if (option.equals(TCP_KEEPINTVL)) {
      setProbes(new KeepAlive(now.idleNanos(), (Integer) value * SECOND, now.probes()));
    } else if (option.equals(TCP_KEEPCNT)) {
      setProbes(new KeepAlive(now.idleNanos(), now.intervalNanos(), (Integer) value));
    } else {
      return false;
    }
    return true;
  }

  private void setProbes(KeepAlive probes) {
    setTcp(tcp.withKeepAlive(probes));
  }

  @Override
  public boolean isTcpNoDelay() {
    return tcp.noDelay();
  }

  @Override
  public StackSocketChannelConfig setTcpNoDelay(boolean on) {
    return on == tcp.noDelay() ? this : setTcp(tcp.withNoDelay(on));
  }

  /** 0: a close resets the connection. Any other: it never blocks. */
  @Override
  public int getSoLinger() {
    return linger;
  }

  @Override
  public StackSocketChannelConfig setSoLinger(int seconds) {
    linger = seconds;
    return this;
  }

  @Override
  public boolean isKeepAlive() {
    return tcp.keepAlive().idleNanos() > 0;
  }

  @Override
  public StackSocketChannelConfig setKeepAlive(boolean on) {
    if (on != isKeepAlive()) {
      setProbes(on ? KeepAlive.USUAL : KeepAlive.OFF);
    }
    return this;
  }

  @Override
  public int getSendBufferSize() {
    return tcp.sendBufferBytes();
  }

  @Override
  public StackSocketChannelConfig setSendBufferSize(int bytes) {
    return setTcp(tcp.withSendBuffer(Math.max(bytes, SMALLEST_BUFFER)));
  }

  @Override
  public int getReceiveBufferSize() {
    return tcp.receiveBufferBytes();
  }

  /** As in the kernel, a buffer of a said size does not grow. */
  @Override
  public StackSocketChannelConfig setReceiveBufferSize(int bytes) {
    return setTcp(tcp.withReceiveBuffer(Math.max(bytes, SMALLEST_BUFFER)));
  }

  /** How long what was sent may stay without acknowledgment; 0 for the usual time. */
  public StackSocketChannelConfig setUserTimeoutMillis(int millis) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return setTcp(tcp.withUserTimeout(nanos > 0 ? nanos : USUAL.userTimeoutNanos()));
  }

  @Override
  public boolean isAllowHalfClosure() {
    return allowHalfClosure;
  }

  @Override
  public StackSocketChannelConfig setAllowHalfClosure(boolean allow) {
    allowHalfClosure = allow;
    return this;
  }

  /** Always 0: the ECN bits are TCP's, the others nobody asks for. */
  @Override
  public int getTrafficClass() {
    return 0;
  }

  @Override
  public StackSocketChannelConfig setTrafficClass(int ignored) {
    return this;
  }

  /** An address in TIME-WAIT can always be used again. */
  @Override
  public boolean isReuseAddress() {
    return true;
  }

  @Override
  public StackSocketChannelConfig setReuseAddress(boolean ignored) {
    return this;
  }

  @Override
  public StackSocketChannelConfig setPerformancePreferences(
      int connectionTime, int latency, int bandwidth) {
    return this;
  }

  @Override
  public StackSocketChannelConfig setConnectTimeoutMillis(int millis) {
    super.setConnectTimeoutMillis(millis);
    return this;
  }

  @Override
  public StackSocketChannelConfig setMaxMessagesPerRead(int messages) {
    super.setMaxMessagesPerRead(messages);
    return this;
  }

  @Override
  public StackSocketChannelConfig setWriteSpinCount(int count) {
    super.setWriteSpinCount(count);
    return this;
  }

  @Override
  public StackSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
    super.setAllocator(allocator);
    return this;
  }

  @Override
  public StackSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
    super.setRecvByteBufAllocator(allocator);
    return this;
  }

  @Override
  public StackSocketChannelConfig setAutoRead(boolean on) {
    super.setAutoRead(on);
    return this;
  }

  @Override
  public StackSocketChannelConfig setAutoClose(boolean on) {
    super.setAutoClose(on);
    return this;
  }

  @Override
  public StackSocketChannelConfig setWriteBufferHighWaterMark(int bytes) {
    super.setWriteBufferHighWaterMark(bytes);
    return this;
  }

  @Override
  public StackSocketChannelConfig setWriteBufferLowWaterMark(int bytes) {
    super.setWriteBufferLowWaterMark(bytes);
    return this;
  }

  @Override
  public StackSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
    super.setWriteBufferWaterMark(mark);
    return this;
  }

  @Override
  public StackSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
    super.setMessageSizeEstimator(estimator);
    return this;
  }

  @Override
  protected void autoReadCleared() {
    socket.clearReadPending();
  }
}

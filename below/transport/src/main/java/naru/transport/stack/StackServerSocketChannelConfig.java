package naru.transport.stack;

import static io.netty.channel.ChannelOption.SO_BACKLOG;
import static io.netty.channel.ChannelOption.SO_RCVBUF;
import static io.netty.channel.ChannelOption.SO_REUSEADDR;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannelConfig;
import java.util.Map;
import naru.stack.tcp.TcpOptions;

/** A listening channel's options. */
@SuppressWarnings("deprecation") // names that are inherited
final class StackServerSocketChannelConfig extends DefaultChannelConfig
    implements ServerSocketChannelConfig {
  private static final int USUAL_BACKLOG = 4096;
  private static final int SMALLEST_BUFFER = 4096;

  private final StackServerSocketChannel server;
  private TcpOptions tcp = StackSocketChannelConfig.USUAL;
  private int backlog = USUAL_BACKLOG;

  StackServerSocketChannelConfig(StackServerSocketChannel channel) {
    super(channel, new ServerChannelRecvByteBufAllocator());
    this.server = channel;
  }

  /** What the accepted connections begin with. */
  public TcpOptions tcp() {
    return tcp;
  }

  /** To be set before the bind. */
  public StackServerSocketChannelConfig setTcp(TcpOptions options) {
    tcp = options;
    return this;
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(super.getOptions(), SO_BACKLOG, SO_RCVBUF, SO_REUSEADDR);
  }

  @Override
  @SuppressWarnings("unchecked") // the option says of which type its value is
  public <T> T getOption(ChannelOption<T> option) {
    if (option.equals(SO_BACKLOG)) {
      return (T) (Integer) backlog;
    }
    if (option.equals(SO_RCVBUF)) {
      return (T) (Integer) tcp.receiveBufferBytes();
    }
    return option.equals(SO_REUSEADDR) ? (T) Boolean.TRUE : super.getOption(option);
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    validate(option, value);
    if (option.equals(SO_BACKLOG)) {
      setBacklog((Integer) value);
    } else if (option.equals(SO_RCVBUF)) {
      setReceiveBufferSize((Integer) value);
    } else if (!option.equals(SO_REUSEADDR)) {
      return super.setOption(option, value);
    }
    return true;
  }

  @Override
  public int getBacklog() {
    return backlog;
  }

  @Override
  public StackServerSocketChannelConfig setBacklog(int connections) {
    backlog = connections;
    return this;
  }

  @Override
  public int getReceiveBufferSize() {
    return tcp.receiveBufferBytes();
  }

  @Override
  public StackServerSocketChannelConfig setReceiveBufferSize(int bytes) {
    return setTcp(tcp.withReceiveBuffer(Math.max(bytes, SMALLEST_BUFFER)));
  }

  /** An address in TIME-WAIT can always be used again. */
  @Override
  public boolean isReuseAddress() {
    return true;
  }

  @Override
  public StackServerSocketChannelConfig setReuseAddress(boolean ignored) {
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setPerformancePreferences(
      int connectionTime, int latency, int bandwidth) {
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setConnectTimeoutMillis(int millis) {
    super.setConnectTimeoutMillis(millis);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setMaxMessagesPerRead(int messages) {
    super.setMaxMessagesPerRead(messages);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setWriteSpinCount(int count) {
    super.setWriteSpinCount(count);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
    super.setAllocator(allocator);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
    super.setRecvByteBufAllocator(allocator);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setAutoRead(boolean on) {
    super.setAutoRead(on);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setWriteBufferHighWaterMark(int bytes) {
    super.setWriteBufferHighWaterMark(bytes);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setWriteBufferLowWaterMark(int bytes) {
    super.setWriteBufferLowWaterMark(bytes);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
    super.setWriteBufferWaterMark(mark);
    return this;
  }

  @Override
  public StackServerSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
    super.setMessageSizeEstimator(estimator);
    return this;
  }

  @Override
  protected void autoReadCleared() {
    server.clearReadPending();
  }
}

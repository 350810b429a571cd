package naru.transport.stack;

import static io.netty.channel.ChannelOption.SO_BROADCAST;
import static io.netty.channel.ChannelOption.SO_RCVBUF;
import static io.netty.channel.ChannelOption.SO_REUSEADDR;
import static io.netty.channel.ChannelOption.SO_SNDBUF;
import static io.netty.channel.epoll.EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannelConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import naru.stack.udp.UdpConfig;
import org.jspecify.annotations.Nullable;

/** A datagram channel's options. */
@SuppressWarnings("deprecation") // names that are inherited
final class StackDatagramChannelConfig extends DefaultChannelConfig
    implements DatagramChannelConfig {
  private static final int LARGEST_PAYLOAD = 65_535;

  /** Only its count of messages matters: the stack brings its own buffers. */
  private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(2048);

  private final StackDatagramChannel datagrams;
  private int maxPayload = LARGEST_PAYLOAD;

  StackDatagramChannelConfig(StackDatagramChannel channel) {
    super(channel, READS);
    this.datagrams = channel;
  }

  /** Longer datagrams are cut to this, in bytes, as the kernel's sockets do. */
  int maxPayload() {
    return maxPayload;
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(super.getOptions(), SO_RCVBUF, SO_SNDBUF, MAX_DATAGRAM_PAYLOAD_SIZE);
  }

  @Override
  @SuppressWarnings("unchecked") // the option says of which type its value is
  public <T> T getOption(ChannelOption<T> option) {
    if (option.equals(SO_RCVBUF) || option.equals(SO_SNDBUF)) {
      return (T) (Integer) getReceiveBufferSize();
    }
    if (option.equals(MAX_DATAGRAM_PAYLOAD_SIZE)) {
      return (T) (Integer) maxPayload;
    }
    if (option.equals(SO_REUSEADDR) || option.equals(SO_BROADCAST)) {
      return (T) Boolean.FALSE;
    }
    return super.getOption(option);
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    validate(option, value);
    if (option.equals(MAX_DATAGRAM_PAYLOAD_SIZE)) {
      maxPayload = (Integer) value;
      return true;
    }
    boolean fixed =
        option.equals(SO_RCVBUF)
            || option.equals(SO_SNDBUF)
            || option.equals(SO_REUSEADDR)
            || option.equals(SO_BROADCAST);
    return fixed || super.setOption(option, value);
  }

  /** What is sent waits for nothing. */
  @Override
  public int getSendBufferSize() {
    return getReceiveBufferSize();
  }

  @Override
  public StackDatagramChannelConfig setSendBufferSize(int ignored) {
    return this;
  }

  /** The stack's {@link UdpConfig} says how much may wait. */
  @Override
  public int getReceiveBufferSize() {
    return UdpConfig.DEFAULT.receiveBytes();
  }

  @Override
  public StackDatagramChannelConfig setReceiveBufferSize(int ignored) {
    return this;
  }

  @Override
  public int getTrafficClass() {
    return 0;
  }

  @Override
  public StackDatagramChannelConfig setTrafficClass(int ignored) {
    return this;
  }

  @Override
  public int getTimeToLive() {
    return 64;
  }

  @Override
  public StackDatagramChannelConfig setTimeToLive(int ignored) {
    return this;
  }

  @Override
  public boolean isReuseAddress() {
    return false;
  }

  @Override
  public StackDatagramChannelConfig setReuseAddress(boolean ignored) {
    return this;
  }

  @Override
  public boolean isBroadcast() {
    return false;
  }

  @Override
  public StackDatagramChannelConfig setBroadcast(boolean ignored) {
    return this;
  }

  @Override
  public boolean isLoopbackModeDisabled() {
    return false;
  }

  @Override
  public StackDatagramChannelConfig setLoopbackModeDisabled(boolean ignored) {
    return this;
  }

  @Override
  public @Nullable InetAddress getInterface() {
    return null;
  }

  @Override
  public StackDatagramChannelConfig setInterface(InetAddress ignored) {
    return this;
  }

  @Override
  public @Nullable NetworkInterface getNetworkInterface() {
    return null;
  }

  @Override
  public StackDatagramChannelConfig setNetworkInterface(NetworkInterface ignored) {
    return this;
  }

  @Override
  public StackDatagramChannelConfig setConnectTimeoutMillis(int millis) {
    super.setConnectTimeoutMillis(millis);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setMaxMessagesPerRead(int messages) {
    super.setMaxMessagesPerRead(messages);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setWriteSpinCount(int count) {
    super.setWriteSpinCount(count);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setAllocator(ByteBufAllocator allocator) {
    super.setAllocator(allocator);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
    super.setRecvByteBufAllocator(allocator);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setAutoRead(boolean on) {
    super.setAutoRead(on);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setAutoClose(boolean on) {
    super.setAutoClose(on);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setWriteBufferHighWaterMark(int bytes) {
    super.setWriteBufferHighWaterMark(bytes);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setWriteBufferLowWaterMark(int bytes) {
    super.setWriteBufferLowWaterMark(bytes);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
    super.setWriteBufferWaterMark(mark);
    return this;
  }

  @Override
  public StackDatagramChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
    super.setMessageSizeEstimator(estimator);
    return this;
  }

  @Override
  protected void autoReadCleared() {
    datagrams.clearReadPending();
  }
}

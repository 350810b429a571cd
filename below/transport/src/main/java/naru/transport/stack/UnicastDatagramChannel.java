package naru.transport.stack;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** A datagram channel without multicast: every question about groups is answered with a failure. */
abstract sealed class UnicastDatagramChannel extends AbstractChannel implements DatagramChannel
    permits StackDatagramChannel {
  UnicastDatagramChannel(ChannelId id) {
    super(null, id);
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) super.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return (InetSocketAddress) super.remoteAddress();
  }

  private static ChannelFuture refuse(ChannelPromise promise) {
    return promise.setFailure(new UnsupportedOperationException("the stack has no multicast"));
  }

  @Override
  public ChannelFuture joinGroup(InetAddress group) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture joinGroup(InetAddress group, ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture joinGroup(InetSocketAddress group, NetworkInterface on) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture joinGroup(
      InetSocketAddress group, NetworkInterface on, ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture joinGroup(
      InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture joinGroup(
      InetAddress group,
      NetworkInterface on,
      @Nullable InetAddress source,
      ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture leaveGroup(InetAddress group) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture leaveGroup(InetAddress group, ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture leaveGroup(InetSocketAddress group, NetworkInterface on) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture leaveGroup(
      InetSocketAddress group, NetworkInterface on, ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture leaveGroup(
      InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture leaveGroup(
      InetAddress group,
      NetworkInterface on,
      @Nullable InetAddress source,
      ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture block(InetAddress group, NetworkInterface on, InetAddress source) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture block(
      InetAddress group, NetworkInterface on, InetAddress source, ChannelPromise promise) {
    return refuse(promise);
  }

  @Override
  public ChannelFuture block(InetAddress group, InetAddress source) {
    return refuse(newPromise());
  }

  @Override
  public ChannelFuture block(InetAddress group, InetAddress source, ChannelPromise promise) {
    return refuse(promise);
  }
}

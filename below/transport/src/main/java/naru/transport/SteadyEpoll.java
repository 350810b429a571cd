package naru.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll handler, which never loses a socket that waits for nothing just now.
 *
 * <p>Netty 4.2 takes a socket out of the epoll set when its last interest goes, and then changes
 * interests of what is no longer there (ENOENT). That ends a connection whose client has said its
 * last word as soon as a response does not fit into the socket's buffer: half of it arrives. So
 * "nothing" becomes "nothing, edge-triggered", which stays in the set and wakes nobody twice.
 */
record SteadyEpoll(IoHandler epoll) implements IoHandler {
  static IoHandlerFactory factory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new SteadyEpoll(factory.newHandler(executor));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Steady(epoll.register(handle));
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** One socket's place in the epoll set. */
  private static final class Steady implements IoRegistration {
    private final IoRegistration registration;
    private boolean added;

    Steady(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    public long submit(IoOps ops) {
      boolean nothing = ops.equals(EpollIoOps.NONE);
      if (nothing && added) {
        return registration.submit(EpollIoOps.EPOLLET);
      }
      added |= !nothing;
      return registration.submit(ops);
    }

    @Override
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}

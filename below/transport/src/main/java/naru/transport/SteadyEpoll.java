package naru.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler, with two ways of its own to ask for events.
 *
 * <p>Connections are asked for edge-triggered: a level-triggered socket is looked at twice for each
 * event, once when it is ready and once more, with the next epoll_wait, to find that it is not. A
 * reader that did not say that it emptied its socket ({@link LoopBuffers}) has its interests asked
 * for anew, which looks again. So it is where urgent data is on its way: a read ends at its mark,
 * although there is more behind it.
 *
 * <p>And no socket is lost that waits for nothing just now. Netty 4.2 takes a socket out of the
 * epoll set when its last interest goes, and then changes interests of what is no longer there
 * (ENOENT). That ends a connection whose client has said its last word as soon as a response does
 * not fit into the socket's buffer: half of it arrives. So "nothing" becomes "nothing,
 * edge-triggered", which stays in the set and wakes nobody twice.
 */
record SteadyEpoll(IoHandler epoll) implements IoHandler {
  /** EPOLLPRI: there is urgent data (RFC 9293 section 3.8.5). */
  private static final int URGENT = 2;

  private static final EpollIoOps EDGES = EpollIoOps.valueOf(EpollIoOps.EPOLLET.value() | URGENT);

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
    Place place = new Place((EpollIoHandle) handle);
    place.registration = epoll.register(place);
    return place;
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** One socket's place in the epoll set: what is asked for, and who is told. */
  private static final class Place implements EpollIoHandle, IoRegistration {
    private final EpollIoHandle handle;
    private @Nullable IoRegistration registration;
    private boolean added;

    /** Whether it is a connection: only those ask for the end of what their peer sends. */
    private boolean connection;

    /** What a connection asked for last. */
    private EpollIoOps asked = EpollIoOps.NONE;

    Place(EpollIoHandle handle) {
      this.handle = handle;
    }

    private IoRegistration registration() {
      return Objects.requireNonNull(registration);
    }

    @Override
    public long submit(IoOps ops) {
      EpollIoOps wanted = (EpollIoOps) ops;
      boolean nothing = wanted.equals(EpollIoOps.NONE);
      connection |= wanted.contains(EpollIoOps.EPOLLRDHUP);
      boolean edges = connection || (nothing && added);
      added |= !nothing;
      asked = edges ? wanted.with(connection ? EDGES : EpollIoOps.EPOLLET) : wanted;
      return registration().submit(asked);
    }

    @Override
    public void handle(IoRegistration inner, IoEvent event) {
      handle.handle(this, event);
      if (connection && !hasEmptied((EpollIoEvent) event) && asked.contains(EpollIoOps.EPOLLIN)) {
        inner.submit(asked);
      }
    }

    /** Whether nothing is left to read of what the event told of. */
    private static boolean hasEmptied(EpollIoEvent event) {
      boolean emptied = LoopBuffers.emptied();
      EpollIoOps told = event.ops();
      boolean urgent = (told.value() & URGENT) != 0;
      return !told.contains(EpollIoOps.EPOLLIN) || (emptied && !urgent);
    }

    @Override
    public FileDescriptor fd() {
      return handle.fd();
    }

    @Override
    public void registered() {
      handle.registered();
    }

    @Override
    public void unregistered() {
      handle.unregistered();
    }

    @Override
    public void close() throws Exception {
      handle.close();
    }

    @Override
    public <T> T attachment() {
      return registration().attachment();
    }

    @Override
    public boolean isValid() {
      return registration().isValid();
    }

    @Override
    public boolean cancel() {
      return registration().cancel();
    }
  }
}

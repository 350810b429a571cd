package naru.stack.drill;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import naru.stack.Stack;
import naru.stack.tcp.Acceptor;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import naru.stack.tcp.Listener;
import naru.stack.tcp.TcpOptions;
import naru.testkit.drill.Addresses;
import naru.testkit.drill.Call;
import naru.testkit.drill.Content;
import naru.testkit.drill.Outcome;
import naru.testkit.drill.Subject;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/** A socket as POSIX has it on top of Naru's connections, which are told of events instead. */
final class Socket implements ConnectionEvents, Acceptor {
  private final Deque<Connection> waiting = new ArrayDeque<>();
  private final ByteBuf taken = Unpooled.buffer();
  private TcpOptions options;
  private @Nullable Listener listener;
  private @Nullable Connection connection;
  private boolean aborts;
  private boolean shut;
  private boolean over;
  private String error = "";
  private long written;
  private long read;

  Socket(TcpOptions options) {
    this.options = options;
  }

  private Socket(Connection connection, TcpOptions options) {
    this.options = options;
    this.connection = connection;
    connection.events(this);
  }

  // ---- opening

  Outcome listen(Stack stack, Addresses addresses, int backlog) {
    IpAddress any = IpAddress.parse(addresses.v6() ? "::" : "0.0.0.0");
    listener = stack.tcp().listen(any, Subject.LOCAL_PORT, options, backlog, this);
    return Outcome.DONE;
  }

  Outcome connect(Stack stack, Addresses addresses, boolean ecn) {
    IpAddress remote = IpAddress.of(addresses.remote());
    IpAddress any = IpAddress.parse(addresses.v6() ? "::" : "0.0.0.0");
    connection =
        stack.tcp().connect(any, 0, remote, Subject.REMOTE_PORT, options.withEcn(ecn), this);
    return Outcome.failed("EINPROGRESS");
  }

  /** The next connection; null if none waits. */
  @Nullable Socket accept() {
    Connection next = waiting.poll();
    return next == null ? null : new Socket(next, options);
  }

  // ---- using

  Outcome write(int bytes) {
    Connection c = connection();
    if (!error.isEmpty()) {
      return takeFailure();
    }
    if (over || shut) {
      return Outcome.failed("EPIPE");
    }
    int length = Math.min(bytes, c.room());
    if (length == 0) {
      return Outcome.failed("EAGAIN");
    }
    c.send(Unpooled.wrappedBuffer(Content.bytes(written, length)));
    written += length;
    return Outcome.of(length);
  }

  Outcome read(int bytes) {
    for (ByteBuf b = connection().receive(); b != null; b = connection().receive()) {
      taken.writeBytes(b);
      b.release();
      if (taken.readableBytes() >= bytes) {
        break;
      }
    }
    int length = Math.min(bytes, taken.readableBytes());
    if (length > 0) {
      ByteBuf wanted = Unpooled.wrappedBuffer(Content.bytes(read, length));
      read += length;
      return taken.readSlice(length).equals(wanted)
          ? Outcome.of(length)
          : Outcome.failed("EOTHERBYTES");
    }
    if (!error.isEmpty()) {
      return takeFailure();
    }
    return over || connection().inputEnded() ? Outcome.DONE : Outcome.failed("EAGAIN");
  }

  Outcome shutdown() {
    shut = true;
    connection().shutdownOutput();
    return Outcome.DONE;
  }

  Outcome set(Call.Setting setting, int value) {
    aborts |= setting == Call.Setting.SO_LINGER && value == 0;
    options = Settings.changed(options, setting, value);
    if (connection != null) {
      connection.options(Settings.changed(connection.options(), setting, value));
    }
    return Outcome.DONE;
  }

  Outcome takeError() {
    String name = error;
    error = "";
    return name.isEmpty() ? Outcome.DONE : Outcome.named(name);
  }

  private Outcome takeFailure() {
    String name = error;
    error = "";
    return Outcome.failed(name);
  }

  Outcome state() {
    return Outcome.named(connection().state().name());
  }

  Outcome close() {
    if (listener != null) {
      listener.close();
      waiting.forEach(Connection::abort);
    } else if (connection != null && (aborts || taken.isReadable())) {
      connection.abort();
    } else if (connection != null) {
      connection.close();
    }
    taken.release();
    return Outcome.DONE;
  }

  /** Ends everything, for the end of a script. */
  void discard() {
    aborts = true;
    close();
  }

  private Connection connection() {
    Connection c = connection;
    if (c == null) {
      throw new IllegalStateException("the socket has no connection");
    }
    return c;
  }

  // ---- events

  @Override
  public void accepted(Connection c) {
    waiting.add(c);
    c.events(this);
  }

  @Override
  public void connected(Connection c) {}

  @Override
  public void readable(Connection c) {}

  @Override
  public void writable(Connection c) {}

  @Override
  public void ended(Connection c, Ending why) {
    if (c != connection) {
      return;
    }
    over = true;
    error =
        switch (why) {
          case CLOSED, ABORTED -> "";
          case RESET -> c.inputEnded() ? "EPIPE" : "ECONNRESET";
          case REFUSED, PORT_UNREACHABLE -> "ECONNREFUSED";
          case TIMED_OUT -> "ETIMEDOUT";
          case NET_UNREACHABLE -> "ENETUNREACH";
          case HOST_UNREACHABLE, PROHIBITED -> "EHOSTUNREACH";
          case NO_PORT -> "EADDRNOTAVAIL";
        };
  }
}

package naru.testkit.drill;

/**
 * What a program asks of the subject. None of them waits: what cannot be done at once fails with
 * EAGAIN, a connect with EINPROGRESS. {@code fd} is the script's number for a socket.
 */
public sealed interface Call {
  int fd();

  /** A new stream socket, from now on {@code fd}. */
  record Socket(int fd) implements Call {}

  /** Binds to the script's local address and port. */
  record Bind(int fd) implements Call {}

  /** Listens; binds first if that has not been done. */
  record Listen(int fd, int backlog) implements Call {}

  /** Takes the next connection, from now on {@code as}. */
  record Accept(int fd, int as) implements Call {}

  /** Opens a connection to the script's address and port. */
  record Connect(int fd) implements Call {}

  /** Writes so many bytes of the {@link Content}. */
  record Write(int fd, int bytes) implements Call {}

  /** Reads at most so many bytes; they must be the next ones of the {@link Content}. */
  record Read(int fd, int bytes) implements Call {}

  /** Ends the output: SHUT_WR. */
  record Shutdown(int fd) implements Call {}

  /** Gives the socket up. */
  record Close(int fd) implements Call {}

  /** Sets an option; flags are 0 or 1, times in the option's own unit. */
  record Set(int fd, Setting setting, int value) implements Call {}

  /** The error that waits at the socket; {@code 0} or its name. */
  record TakeError(int fd) implements Call {}

  /** The state of the connection (RFC 9293 s. 3.3.2), with an underscore for each blank or dash. */
  record State(int fd) implements Call {}

  /** The options that a script may set. */
  enum Setting {
    /** No Nagle algorithm. */
    TCP_NODELAY,
    /** Nothing but full segments while set. */
    TCP_CORK,
    /** Acknowledgments at once while set. */
    TCP_QUICKACK,
    /** The largest segment to send and to offer, bytes. */
    TCP_MAXSEG,
    /** Idle time before the first keep-alive, seconds. */
    TCP_KEEPIDLE,
    /** Time between keep-alives, seconds. */
    TCP_KEEPINTVL,
    /** How many keep-alives go unanswered before the end. */
    TCP_KEEPCNT,
    /** Longest time that data may wait for its acknowledgment, milliseconds (RFC 5482). */
    TCP_USER_TIMEOUT,
    /** Whether keep-alives are sent. */
    SO_KEEPALIVE,
    /** Receive buffer, bytes. */
    SO_RCVBUF,
    /** Send buffer, bytes. */
    SO_SNDBUF,
    /** Seconds to linger at close; 0: reset. */
    SO_LINGER
  }
}

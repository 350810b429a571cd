package naru.stack.tcp;

/**
 * What the user of a connection is told. Always from {@code Stack.flush} or {@code Stack.expire},
 * never from within the reading of a segment: so the user may call the connection back at once.
 */
public interface ConnectionEvents {
  /** The three-way handshake is over. */
  void connected(Connection connection);

  /** Bytes, or the end of them, can be taken with {@link Connection#receive()}. */
  void readable(Connection connection);

  /** {@link Connection#room()} has grown after a send used it up. */
  void writable(Connection connection);

  /** It is over; nothing else is told afterwards. */
  void ended(Connection connection, Ending why);
}

package naru.stack.tcp;

/** Who gets the connections of a {@link Listener}. */
public interface Acceptor {
  /** The handshake is over. Calls {@link Connection#events} before it returns. */
  void accepted(Connection connection);

  /**
   * With {@link TcpOptions#deferAccept}: a SYN came and nothing was answered yet. Whoever returns
   * false holds it and later says {@link Connection#proceed} or {@link Connection#reject}: so that
   * a relay can find out first whether its own target answers.
   *
   * @return whether to answer at once
   */
  default boolean arriving(Connection connection) {
    return true;
  }
}

package naru.base;

/** Who caused a failure, seen from the stop that tells it. */
public enum Side {
  /** The side that asked: a malformed request, a connection closed too early. */
  CLIENT,
  /** The side that was asked: a refused connection, a reset, a lie about a length. */
  UPSTREAM,
  /** Naru itself: a limit, a policy, a bug. */
  US
}

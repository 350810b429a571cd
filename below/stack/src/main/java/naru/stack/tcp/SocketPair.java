package naru.stack.tcp;

/** A pair of sockets without a connection: of a segment for which there is none yet. */
final class SocketPair extends Flow {
  SocketPair(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      int hash) {
    super(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort, hash);
  }
}

package naru.stack.tcp;

import naru.wire.ip.IpAddress;

/**
 * A pair of sockets: what a segment is found by. Addresses are two longs, IPv4 mapped into IPv6.
 */
abstract sealed class Flow permits Connection, TimeWait, SocketPair {
  final long localHigh;
  final long localLow;
  final long remoteHigh;
  final long remoteLow;
  final int localPort;
  final int remotePort;
  final int hash;

  Flow(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      int hash) {
    this.localHigh = localHigh;
    this.localLow = localLow;
    this.localPort = localPort;
    this.remoteHigh = remoteHigh;
    this.remoteLow = remoteLow;
    this.remotePort = remotePort;
    this.hash = hash;
  }

  Flow(Flow same) {
    this(
        same.localHigh,
        same.localLow,
        same.localPort,
        same.remoteHigh,
        same.remoteLow,
        same.remotePort,
        same.hash);
  }

  boolean is(long lh, long ll, int lp, long rh, long rl, int rp) {
    return localPort == lp
        && remotePort == rp
        && localLow == ll
        && remoteLow == rl
        && localHigh == lh
        && remoteHigh == rh;
  }

  boolean v4() {
    return IpAddress.isV4(remoteHigh, remoteLow);
  }
}

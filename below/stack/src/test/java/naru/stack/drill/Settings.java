package naru.stack.drill;

import naru.stack.StackConfig;
import naru.stack.tcp.TcpConfig;
import naru.stack.tcp.TcpOptions;
import naru.stack.tcp.TcpOptions.Congestion;
import naru.stack.tcp.TcpOptions.KeepAlive;
import naru.testkit.drill.Call;
import naru.testkit.drill.Script;

/** What the settings of a script, and the options that it sets, are called in Naru. */
final class Settings {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Settings() {}

  static StackConfig stack(Script script) {
    String prefix = script.addresses().v6() ? "/16" : "/24";
    StackConfig config = StackConfig.of(script.addresses().local().getHostAddress() + prefix);
    return script.setting("syncookies", 1) == 2 ? config.with(alwaysCookies(config.tcp())) : config;
  }

  private static TcpConfig alwaysCookies(TcpConfig c) {
    return new TcpConfig(
        c.timeWaitNanos(),
        c.timeWaits(),
        c.connections(),
        0,
        c.finWaitNanos(),
        c.challengesPerSecond(),
        c.resetsPerSecond(),
        c.recordedSegments(),
        c.recordedBytes());
  }

  /** What a socket begins with. */
  static TcpOptions options(Script script) {
    TcpOptions o =
        TcpOptions.USUAL
            .withSack(script.setting("sack", 1) == 1)
            .withTimestamps(script.setting("timestamps", 1) == 1)
            .withWindowScale(script.setting("window_scaling", 1) == 1)
            .withCongestion(
                script.setting("cc", "reno").equals("cubic")
                    ? Congestion.CUBIC
                    : Congestion.NEW_RENO);
    int again = script.setting("syn_retries", 0);
    return again == 0 ? o : patience(o, (1L << again + 1) - 1);
  }

  private static TcpOptions patience(TcpOptions o, long synSeconds) {
    return new TcpOptions(
        o.noDelay(),
        o.sack(),
        o.timestamps(),
        o.windowScale(),
        o.ecn(),
        o.deferAccept(),
        o.congestion(),
        o.sendBufferBytes(),
        o.receiveBufferBytes(),
        o.maxReceiveBufferBytes(),
        o.maxSegmentBytes(),
        o.keepAlive(),
        o.userTimeoutNanos(),
        synSeconds * SECOND);
  }

  /** The options after one was set. Naru acknowledges as it sees fit: QUICKACK says nothing. */
  static TcpOptions changed(TcpOptions o, Call.Setting setting, int value) {
    KeepAlive k = o.keepAlive();
    return switch (setting) {
      case TCP_NODELAY -> o.withNoDelay(value == 1);
      case TCP_MAXSEG -> o.withMaxSegment(value);
      case TCP_USER_TIMEOUT -> o.withUserTimeout(value * MILLI);
      case SO_RCVBUF -> o.withReceiveBuffer(value);
      case SO_SNDBUF -> o.withSendBuffer(value);
      case TCP_KEEPIDLE ->
          o.withKeepAlive(new KeepAlive(value * SECOND, k.intervalNanos(), k.probes()));
      case TCP_KEEPINTVL ->
          o.withKeepAlive(new KeepAlive(k.idleNanos(), value * SECOND, k.probes()));
      case TCP_KEEPCNT -> o.withKeepAlive(new KeepAlive(k.idleNanos(), k.intervalNanos(), value));
      case SO_KEEPALIVE, TCP_QUICKACK, SO_LINGER -> o;
      case TCP_CORK -> throw new IllegalArgumentException("Naru has no TCP_CORK");
    };
  }
}

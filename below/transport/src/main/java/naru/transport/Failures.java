package naru.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/** What was thrown, as the failure that it means. */
final class Failures {
  private Failures() {}

  /** Nothing was sent, so it may be tried elsewhere. */
  static Failure connecting(String remote, Target target, Throwable thrown) {
    if (thrown instanceof ChannelException) {
      return noSocket(remote, thrown);
    }
    if (target.address() instanceof UnixDomainSocketAddress) {
      return UnixFailures.connecting(remote, target, thrown);
    }
    String text = String.valueOf(thrown.getMessage());
    if (thrown instanceof ConnectTimeoutException || text.contains("timed out")) {
      long millis = TimeUnit.NANOSECONDS.toMillis(target.connectTimeoutNanos());
      return retryable(
          Code.TCP_TIMEOUT, remote + " did not answer within " + millis + " ms", thrown);
    }
    if (text.contains("refused")) {
      return retryable(Code.TCP_REFUSED, remote + " refused the connection", thrown);
    }
    if (text.contains("reset")) {
      return retryable(Code.TCP_RESET, remote + " reset the connection", thrown);
    }
    return retryable(Code.TCP_UNREACHABLE, remote + " cannot be reached: " + text, thrown);
  }

  /** No channel could even be made, as when no file descriptor is left: no server's fault. */
  static Failure noSocket(String remote, Throwable thrown) {
    Throwable first = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      first = cause;
    }
    String detail = "no socket for " + remote + ": " + first.getMessage();
    return Failure.retryable(Code.TCP_UNREACHABLE, Side.US, detail).causedBy(thrown);
  }

  static Failure retryable(Code code, String detail, Throwable thrown) {
    return Failure.retryable(code, Side.UPSTREAM, detail).causedBy(thrown);
  }

  /**
   * Failures of one handshake.
   *
   * @param server whether we are the server of it
   * @param serverName who is meant; empty if not known
   * @param remote the other side, as it is written
   */
  record Handshaking(boolean server, String serverName, String remote) {
    /** BoringSSL says {@code SSLV3_ALERT_BAD_CERTIFICATE}, the JDK {@code fatal alert: bad_..}. */
    private static final Pattern ALERT =
        Pattern.compile("(?:_ALERT_([A-Z_]+)|fatal alert: ([a-z_]+))");

    private static final Pattern BORING = Pattern.compile("OPENSSL_internal:([A-Z0-9_]+)");

    /** In the words of BoringSSL, and of the JDK. */
    private static final Pattern NO_CERTIFICATE =
        Pattern.compile("did not return a certificate|Empty client certificate chain");

    Failure of(Throwable thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        if (cause instanceof Untrusted untrusted) {
          return told(untrusted.code(), untrusted.why() + " (" + peer() + ")").causedBy(thrown);
        }
      }
      String reason = reason(thrown);
      boolean anonymous = server && NO_CERTIFICATE.matcher(reason).find();
      Code code = anonymous ? Code.TLS_CLIENT_CERTIFICATE : Code.TLS_HANDSHAKE;
      return told(code, peer() + ": " + reason).causedBy(thrown);
    }

    /** The other side said why. */
    Failure alerted(String name) {
      return told(Code.TLS_HANDSHAKE, peer() + ": alert " + name);
    }

    Failure closed() {
      return told(Code.TLS_HANDSHAKE, peer() + " closed the connection during the handshake");
    }

    Failure timedOut(long millis) {
      return told(Code.TLS_TIMEOUT, peer() + " did not end the handshake within " + millis + " ms");
    }

    Failure garbage(String why) {
      return told(Code.TLS_HANDSHAKE, peer() + " sent " + why);
    }

    /** No request was sent, so one to an upstream may be tried elsewhere. */
    private Failure told(Code code, String detail) {
      return server
          ? Failure.of(code, Side.CLIENT, detail)
          : Failure.retryable(code, Side.UPSTREAM, detail);
    }

    private String peer() {
      return server || serverName.isEmpty() ? remote : serverName + " at " + remote;
    }

    private static String reason(Throwable thrown) {
      String text = String.valueOf(thrown.getMessage());
      Matcher alert = ALERT.matcher(text);
      if (alert.find()) {
        String name = alert.group(1) == null ? alert.group(2) : alert.group(1);
        return "alert " + name.toLowerCase(Locale.ROOT);
      }
      Matcher boring = BORING.matcher(text);
      return boring.find() ? boring.group(1).toLowerCase(Locale.ROOT).replace('_', ' ') : text;
    }
  }
}

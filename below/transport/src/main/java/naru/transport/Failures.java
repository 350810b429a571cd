package naru.transport;

import io.netty.channel.ConnectTimeoutException;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/** What was thrown, as the failure that it means. */
final class Failures {
  private Failures() {}

  /** Nothing was sent, so it may be tried elsewhere. */
  static Failure connecting(String remote, Target target, Throwable thrown) {
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

  private static Failure retryable(Code code, String detail, Throwable thrown) {
    return Failure.retryable(code, Side.UPSTREAM, detail).causedBy(thrown);
  }
}

package naru.transport;

import java.io.FileNotFoundException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Code;
import naru.base.Failure;

/**
 * Why a Unix socket could not be connected to (unix(7), connect(2)), by the number of the error
 * where the channel tells it, which no locale translates, else by the kernel's words in English.
 */
final class UnixFailures {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int EPROTOTYPE = 91;
  private static final int ECONNREFUSED = 111;
  private static final int UNKNOWN = 0;

  /** As epoll's channels write it: {@code connect(..) failed with error(-111): ...}. */
  private static final Pattern NUMBER = Pattern.compile("error\\(-(\\d+)\\)");

  /** As the JDK's channels have them of the kernel. */
  private static final Map<String, Integer> WORDS =
      Map.of(
          "Operation not permitted", EPERM,
          "No such file", ENOENT,
          "temporarily unavailable", EAGAIN,
          "Permission denied", EACCES,
          "Not a directory", ENOTDIR,
          "wrong type", EPROTOTYPE,
          "refused", ECONNREFUSED);

  private UnixFailures() {}

  /**
   * Whether somebody listens, and the queue of those who wait to be accepted is full: to come again
   * a little later is what TCP does by itself, sending the SYN again.
   */
  static boolean isFull(Throwable thrown) {
    return number(thrown) == EAGAIN;
  }

  /** Nothing was sent, so it may be tried elsewhere. */
  static Failure connecting(String remote, Target target, Throwable thrown) {
    return switch (number(thrown)) {
      case ENOENT -> absent(remote + " is not there (ENOENT)", thrown);
      case ENOTDIR -> absent(remote + " is below something that is no folder (ENOTDIR)", thrown);
      case EACCES -> denied(remote, "EACCES", thrown);
      case EPERM -> denied(remote, "EPERM", thrown);
      case ECONNREFUSED ->
          Failures.retryable(
              Code.TCP_REFUSED, "nobody listens on " + remote + " (ECONNREFUSED)", thrown);
      case EAGAIN -> full(remote, target, thrown);
      case EPROTOTYPE ->
          Failures.retryable(
              Code.TCP_UNREACHABLE, remote + " takes datagrams only (EPROTOTYPE)", thrown);
      default ->
          Failures.retryable(
              Code.TCP_UNREACHABLE,
              remote + " cannot be connected to: " + thrown.getMessage(),
              thrown);
    };
  }

  private static Failure absent(String detail, Throwable thrown) {
    return Failures.retryable(Code.SOCKET_ABSENT, detail, thrown);
  }

  private static Failure denied(String remote, String errno, Throwable thrown) {
    return Failures.retryable(
        Code.SOCKET_DENIED, remote + " may not be connected to (" + errno + ")", thrown);
  }

  private static Failure full(String remote, Target target, Throwable thrown) {
    long millis = TimeUnit.NANOSECONDS.toMillis(target.connectTimeoutNanos());
    String detail = "the queue of %s was full for %d ms (EAGAIN)".formatted(remote, millis);
    return Failures.retryable(Code.SOCKET_FULL, detail, thrown);
  }

  private static int number(Throwable thrown) {
    if (thrown instanceof FileNotFoundException) {
      return ENOENT; // so epoll's channels tell it
    }
    Throwable cause = thrown.getCause(); // which does not speak of the path
    String text = String.valueOf((cause == null ? thrown : cause).getMessage());
    Matcher number = NUMBER.matcher(text);
    return number.find() ? Integer.parseInt(number.group(1)) : ofWords(text);
  }

  private static int ofWords(String text) {
    return WORDS.entrySet().stream()
        .filter(words -> text.contains(words.getKey()))
        .mapToInt(Map.Entry::getValue)
        .findFirst()
        .orElse(UNKNOWN);
  }
}

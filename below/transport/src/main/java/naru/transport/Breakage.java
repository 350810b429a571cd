package naru.transport;

import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import naru.trace.TcpEvent;

/**
 * How a connection that was open broke, told apart by what its channel threw: of the kernel's
 * sockets by the number of the error, which no locale translates, of others by the words, which are
 * the kernel's in English. A RST says that the other side, or something between, wanted no more of
 * it; a timeout or a missing way say nothing of the other side.
 *
 * @param how it ended
 * @param why in a word or a few, such as {@code ETIMEDOUT}
 */
public record Breakage(TcpEvent.How how, String why) {
  /** Of what any channel throws; what is no failure of input or output is {@code BROKEN}. */
  public static Breakage of(Throwable thrown) {
    return switch (cause(thrown)) {
      case Errors.NativeIoException e -> ofNumber(Math.abs(e.expectedErr()));
      case IOException e -> ofWords(String.valueOf(e.getMessage()));
      case Throwable e -> new Breakage(TcpEvent.How.BROKEN, String.valueOf(e.getMessage()));
    };
  }

  /** Whether a connection broke, and nothing that is done with what came on it. */
  public static boolean isIt(Throwable thrown) {
    return cause(thrown) instanceof IOException;
  }

  /** Whether this tells only that what was not sent yet never will be: it was closed already. */
  public static boolean isOfClosed(Throwable thrown) {
    return thrown instanceof ClosedChannelException;
  }

  /** What TLS finds wrong is wrapped by the decoder that it is for Netty. */
  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof DecoderException && cause != null ? cause : thrown;
  }

  public boolean isReset() {
    return how == TcpEvent.How.RESET;
  }

  /** The numbers of Linux's asm-generic/errno.h; see tcp(7) and ip(7). */
  private static Breakage ofNumber(int errno) {
    return switch (errno) {
      case 104 -> new Breakage(TcpEvent.How.RESET, "ECONNRESET");
      case 32 -> new Breakage(TcpEvent.How.RESET, "EPIPE"); // a RST after the FIN
      case 110 -> new Breakage(TcpEvent.How.TIMED_OUT, "ETIMEDOUT");
      case 100 -> new Breakage(TcpEvent.How.UNREACHABLE, "ENETDOWN");
      case 101 -> new Breakage(TcpEvent.How.UNREACHABLE, "ENETUNREACH");
      case 111 -> new Breakage(TcpEvent.How.UNREACHABLE, "ECONNREFUSED");
      case 112 -> new Breakage(TcpEvent.How.UNREACHABLE, "EHOSTDOWN");
      case 113 -> new Breakage(TcpEvent.How.UNREACHABLE, "EHOSTUNREACH");
      case 103 -> new Breakage(TcpEvent.How.BROKEN, "ECONNABORTED");
      default -> new Breakage(TcpEvent.How.BROKEN, "errno " + errno);
    };
  }

  private static Breakage ofWords(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("connection reset") || lower.contains("broken pipe")) {
      return new Breakage(TcpEvent.How.RESET, words);
    }
    if (lower.contains("timed out")) {
      return new Breakage(TcpEvent.How.TIMED_OUT, words);
    }
    boolean noWay =
        lower.contains("no route")
            || lower.contains("unreachable")
            || lower.contains("prohibited")
            || lower.contains("refused");
    return new Breakage(noWay ? TcpEvent.How.UNREACHABLE : TcpEvent.How.BROKEN, words);
  }
}

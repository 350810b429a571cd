package naru.app.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.transport.Handed;
import naru.transport.UnixMail;

/**
 * Who started this program as a service, in systemd's words, which others speak as well: it may
 * hand listening sockets over (sd_listen_fds(3)) and wish to know when the program serves, reloads
 * and stops (sd_notify(3)).
 */
public final class ServiceManager {
  private static final String NAME = "systemd";

  /** The first descriptor that is handed over: SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  /** Sockets that may be handed over. */
  static final int MOST = 1024;

  private final Map<String, String> environment;
  private final long process;

  private ServiceManager(Map<String, String> environment, long process) {
    this.environment = environment;
    this.process = process;
  }

  /**
   * As the environment says.
   *
   * @param process the number of this process
   */
  public static ServiceManager of(Map<String, String> environment, long process) {
    return new ServiceManager(environment, process);
  }

  /**
   * The process that sockets were meant for, if it is another one: this one has only inherited the
   * variable, and must leave the descriptors alone.
   */
  public Optional<String> meantForAnother() {
    return environment.containsKey("LISTEN_FDS") && !isForUs()
        ? Optional.of(environment.getOrDefault("LISTEN_PID", "?"))
        : Optional.empty();
  }

  private boolean isForUs() {
    return Long.toString(process).equals(environment.get("LISTEN_PID"));
  }

  /**
   * What it hands over, now ours; to be called once.
   *
   * @throws FailureException {@code HANDED_SOCKET} if one cannot be listened on
   */
  public Handed sockets() {
    String count = environment.get("LISTEN_FDS");
    if (count == null || !isForUs()) {
      return Handed.none();
    }
    return Handed.of(NAME, true, descriptors(count));
  }

  private static List<Integer> descriptors(String count) {
    try {
      int n = Integer.parseInt(count);
      if (n >= 0 && n <= MOST) {
        return IntStream.range(FIRST, FIRST + n).boxed().toList();
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    String detail = "LISTEN_FDS is '" + count + "', not a number from 0 to " + MOST;
    throw Failure.of(Code.HANDED_SOCKET, Side.US, detail).asException();
  }

  /** It serves. */
  public void ready() {
    tell("READY=1\nMAINPID=" + process);
  }

  /** It reads its config file anew; {@link #ready} follows. */
  public void reloading() {
    long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime()); // CLOCK_MONOTONIC
    tell("RELOADING=1\nMONOTONIC_USEC=" + now);
  }

  /**
   * It takes nobody in any more.
   *
   * @param atMost how long that may take
   */
  public void stopping(Duration atMost) {
    tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(atMost.toNanos()));
  }

  /** Nobody waits for it to arrive: a manager that is gone misses nothing. */
  private void tell(String state) {
    String address = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (!address.startsWith("/") && !address.startsWith("@")) {
      return;
    }
    try {
      send(UnixMail.to(address), state.getBytes(StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return;
    }
  }

  private static void send(UnixMail mail, byte[] text) throws IOException {
    try {
      mail.send(ByteBuffer.allocateDirect(text.length).put(text).flip());
    } finally {
      mail.close();
    }
  }
}

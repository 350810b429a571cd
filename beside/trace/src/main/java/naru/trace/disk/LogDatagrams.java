package naru.trace.disk;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import naru.base.Clock;
import naru.base.Metrics;
import naru.trace.log.SyslogHeader;

/**
 * A syslog server that gets each line as a datagram (RFC 5424, 5426). Nothing waits for it but the
 * thread that writes the log, and that for a moment only, or for as long as the look-up of its name
 * takes: a line that is not taken by then, or of which it is known that nobody got it, is dropped
 * and counted. A server that is not there is tried again each second.
 */
public final class LogDatagrams implements LogOutlet {
  /** The longest datagram of UDP over IPv4; longer lines are dropped. */
  public static final int MOST_BYTES = 65_507;

  /** How long all lines that are written together wait for room in the socket. */
  private static final long PATIENCE_NANOS = 200_000_000;

  private static final long PAUSE_NANOS = 1_000_000;
  private static final long AGAIN_NANOS = 1_000_000_000;

  /** Carries datagrams to the server. Called by one thread. */
  public interface Carrier {
    /**
     * Sends one, whole.
     *
     * @param message direct; whatever its position becomes
     * @return false if there is no room at the moment
     * @throws PortUnreachableException if an earlier one is known not to have arrived; this one was
     *     not sent
     * @throws IOException if nobody is there
     */
    boolean send(ByteBuffer message) throws IOException;

    /** Carries no more. */
    void close() throws IOException;
  }

  private final SyslogHeader header;
  private final Clock clock;
  private final Carrier carrier;
  private final LongAdder unsent;
  private final ByteBuffer message = ByteBuffer.allocateDirect(MOST_BYTES);
  private long silentSince;
  private boolean silent;

  /** Whether the last one was sent with the news that an earlier one did not arrive. */
  private boolean lost;

  /** To be written to. */
  public LogDatagrams(SyslogHeader header, Clock clock, Carrier carrier, Metrics metrics) {
    this.header = header;
    this.clock = clock;
    this.carrier = carrier;
    this.unsent =
        metrics.counter("naru_access_log_unsent_total", "lines that no syslog server got");
  }

  @Override
  public void write(byte[] lines) {
    byte[] head = header.at(clock.wall());
    long until = clock.nanos() + PATIENCE_NANOS;
    int from = 0;
    while (from < lines.length) {
      int to = from;
      while (to < lines.length && lines[to] != '\n') {
        to++;
      }
      if (!send(head, lines, from, to - from, until)) {
        unsent.increment();
      }
      from = to + 1;
    }
  }

  private boolean send(byte[] head, byte[] lines, int from, int length, long until) {
    if (head.length + length > MOST_BYTES || isSilent()) {
      return false;
    }
    message.clear().put(head).put(lines, from, length).flip();
    try {
      boolean sent = sendOrWait(until);
      lost = false;
      return sent;
    } catch (PortUnreachableException earlier) {
      unsent.increment(); // an earlier one, of which this is the news
      return sendAgain(until);
    } catch (IOException | RuntimeException nobody) { // no socket, no such kind of address
      fallSilent();
      return false;
    }
  }

  /** Unless the one before this was not the first that was lost either. */
  private boolean sendAgain(long until) {
    if (lost) {
      fallSilent();
      return false;
    }
    lost = true;
    try {
      return sendOrWait(until);
    } catch (IOException | RuntimeException nobody) {
      fallSilent();
      return false;
    }
  }

  private boolean sendOrWait(long until) throws IOException {
    while (!carrier.send(message)) {
      message.rewind();
      if (clock.nanos() - until >= 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  private void fallSilent() {
    silent = true;
    silentSince = clock.nanos();
  }

  private boolean isSilent() {
    silent = silent && clock.nanos() - silentSince < AGAIN_NANOS;
    return silent;
  }

  @Override
  public void close() throws IOException {
    carrier.close();
  }
}

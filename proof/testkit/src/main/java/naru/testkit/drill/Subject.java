package naru.testkit.drill;

import java.util.Optional;

/**
 * The TCP under test: a stack in virtual time, or a kernel.
 *
 * <p>Times are nanoseconds since the dialogue began. The subject's address is {@link
 * Addresses#local()}, its link takes packets of the script's {@code --mtu}.
 */
public interface Subject extends AutoCloseable {
  /** The port that a listening or bound socket has. */
  int LOCAL_PORT = 8080;

  /** The port of the script's side. */
  int REMOTE_PORT = 40000;

  /** The time now. */
  long now();

  /**
   * How much earlier or later than said a packet may leave; 0 in virtual time.
   *
   * @param wait how long the script waits for it; timers of real kernels are the coarser the longer
   */
  long toleranceNanos(long wait);

  /** Gives the subject an IP packet. */
  void arrive(byte[] packet);

  /** The next IP packet that the subject sends; waits until the time given for it. */
  Optional<Departure> depart(long until);

  /** Does what a program asks for. */
  Outcome call(Call call);

  @Override
  void close();

  /** An IP packet, complete and with its checksums, and when it left. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere; read once
  record Departure(long at, byte[] packet) {}
}

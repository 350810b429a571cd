package naru.app.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.linux.InheritedSocket;
import naru.linux.LinuxException;
import naru.linux.UnixSocket;
import naru.transport.Handed;
import org.jspecify.annotations.Nullable;

/**
 * The Naru that runs on a state folder, as seen by the one that is to follow it ({@link Succession}
 * is its own view). It goes on as if nothing had been until it is {@link #relieve}d.
 */
public final class Predecessor implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path path;
  private final UnixSocket socket;
  private final Handed sockets;

  private Predecessor(Path path, UnixSocket socket, Handed sockets) {
    this.path = path;
    this.socket = socket;
    this.sockets = sockets;
  }

  /**
   * Asks it for its listening sockets.
   *
   * @return empty if none runs there
   * @throws FailureException {@code HANDED_SOCKET} if it hands nothing over
   */
  public static Optional<Predecessor> meet(Path state) {
    Path path = Succession.path(state);
    if (!Succession.fits(path)) {
      throw refused(path + " is too long a name for a Unix socket", null);
    }
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    UnixSocket socket;
    try {
      socket = UnixSocket.connect(path);
    } catch (LinuxException e) {
      if (Succession.isNobody(e)) {
        return Optional.empty();
      }
      throw refused(String.valueOf(e.getMessage()), e);
    }
    try {
      return Optional.of(new Predecessor(path, socket, receive(socket)));
    } catch (LinuxException | IllegalStateException e) {
      socket.close();
      throw refused(String.valueOf(e.getMessage()), e);
    } catch (FailureException e) {
      socket.close();
      throw e;
    }
  }

  private static Handed receive(UnixSocket socket) {
    if (heard(socket) != Succession.VERSION) {
      throw refused("it is of another version", null);
    }
    int count = heard(socket);
    List<Integer> descriptors = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        descriptors.add(socket.receiveDescriptor(PATIENCE));
      }
    } catch (RuntimeException e) {
      descriptors.forEach(InheritedSocket::close);
      throw e;
    }
    return Handed.of("the running Naru", false, descriptors);
  }

  private static int heard(UnixSocket socket) {
    OptionalInt number = socket.hear(PATIENCE);
    return number.orElseThrow(() -> refused("it belongs to another user, or ends just now", null));
  }

  private static FailureException refused(String why, @Nullable Throwable cause) {
    String detail = "the running Naru hands no sockets over: " + why;
    Failure failure = Failure.of(Code.HANDED_SOCKET, Side.US, detail);
    return (cause == null ? failure : failure.causedBy(cause)).asException();
  }

  /** What it hands over; both listen on it until one of them ends. */
  public Handed sockets() {
    return sockets;
  }

  /**
   * This program stands: the other one lets its connections finish, and ends. So it does if it was
   * told to stop meanwhile.
   *
   * @throws FailureException {@code HANDED_SOCKET} if it goes on, as it has waited too long
   */
  public void relieve() {
    if (!leaves() && Succession.isTaken(path)) {
      throw refused("it has not waited for this one any longer, and goes on", null);
    }
  }

  private boolean leaves() {
    try {
      socket.say(Succession.SERVING);
      OptionalInt answer = socket.hear(PATIENCE);
      return answer.isPresent() && answer.getAsInt() == Succession.LEAVING;
    } catch (LinuxException gone) {
      return false;
    }
  }

  /** Without {@link #relieve} before, the other one goes on. */
  @Override
  public void close() {
    socket.close();
  }
}

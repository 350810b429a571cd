package naru.app.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.linux.InheritedSocket;
import naru.linux.LinuxException;
import naru.linux.UnixSocket;

/**
 * Lets another Naru follow this one: over a Unix socket in the state folder, which only its owner
 * may open, it hands out its listening sockets (SCM_RIGHTS), and ends when the other one says that
 * it stands. If the other one goes before, nothing has been.
 *
 * <pre>
 * new                                    old
 *  | connect                              |
 *  |   version, count, that many sockets  |
 *  |<-------------------------------------|  goes on accepting
 *  |              SERVING                 |
 *  |------------------------------------->|
 *  |              LEAVING                 |
 *  |<-------------------------------------|  closes its copies, lets connections finish
 *  | accepts                              |
 * </pre>
 */
public final class Succession implements AutoCloseable {
  static final int VERSION = 2;
  static final int SERVING = 2;
  static final int LEAVING = 3;

  /** How long another one may take to start; then it is not waited for any more. */
  private static final Duration START = Duration.ofSeconds(60);

  /** How long another one may be without room for what it is told. */
  private static final Duration SEND = Duration.ofSeconds(10);

  private static final Duration LONG = Duration.ofHours(1);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_PATH_BYTES = 107;

  private final Path fresh;
  private final Path path;
  private final UnixSocket listening;
  private final Incumbent us;
  private final Thread thread;
  private boolean named;
  private volatile boolean over;

  private Succession(Path fresh, Path path, UnixSocket listening, Incumbent us) {
    this.fresh = fresh;
    this.path = path;
    this.listening = listening;
    this.us = us;
    this.thread = Thread.ofPlatform().daemon().name("naru-succession").unstarted(this::run);
  }

  /**
   * The program that may be followed.
   *
   * @param sockets copies of the descriptors on which it listens, which are the caller's
   * @param relieved called when another one serves
   * @param failed called with what went wrong, after which the next one may still follow
   */
  public record Incumbent(
      Supplier<List<Integer>> sockets, Runnable relieved, Consumer<Exception> failed) {}

  /**
   * Makes ready to be followed.
   *
   * @param follows whether this program takes over, so that the socket's name becomes its own
   * @throws FailureException {@code HANDED_SOCKET} where that cannot be: no socket can be made in
   *     the state folder, or another Naru waits there
   */
  public static Succession open(Path state, boolean follows, Incumbent us) {
    Path path = path(state);
    Path fresh = path.resolveSibling("next." + ProcessHandle.current().pid());
    if (!fits(path) || !fits(fresh)) {
      throw failed(path + " is too long a name for a Unix socket");
    }
    if (!follows && isTaken(path)) {
      throw failed("another Naru serves on the same state folder");
    }
    try {
      Files.deleteIfExists(fresh);
      UnixSocket listening = UnixSocket.listen(fresh);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      return new Succession(fresh, path, listening, us);
    } catch (IOException | LinuxException e) {
      throw failed(e.toString());
    }
  }

  private static FailureException failed(String why) {
    String detail = "no other Naru could take over from this one: " + why;
    return Failure.of(Code.HANDED_SOCKET, Side.US, detail).asException();
  }

  static Path path(Path state) {
    return state.toAbsolutePath().resolve("next.sock");
  }

  static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
  }

  /** Whether a file is left of a program that is no more. */
  static boolean isNobody(LinuxException e) {
    String why = e.errno().name();
    return why.equals("ECONNREFUSED") || why.equals("ENOENT");
  }

  /** Whether somebody waits there to be followed. */
  static boolean isTaken(Path path) {
    if (Files.notExists(path)) {
      return false;
    }
    try {
      UnixSocket.connect(path).close();
      return true;
    } catch (LinuxException e) {
      return !isNobody(e);
    }
  }

  /** This program serves: it is found from now on. */
  public synchronized void begin() {
    try {
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      named = true;
      thread.start();
    } catch (IOException e) {
      us.failed.accept(e);
    }
  }

  private void run() {
    while (!over) {
      try (UnixSocket next = listening.accept(LONG)) {
        serve(next);
      } catch (RuntimeException e) {
        pause(e);
      }
    }
    listening.close();
  }

  private void pause(RuntimeException e) {
    boolean nobodyCame = e instanceof LinuxException l && l.errno().name().equals("ETIMEDOUT");
    if (!over && !nobodyCame) {
      us.failed.accept(e);
      LockSupport.parkNanos(PAUSE_NANOS); // as it may go on, such as without free descriptors
    }
  }

  private void serve(UnixSocket next) {
    try {
      if (!over && next.isSameUser()) {
        handOver(next);
      }
    } catch (RuntimeException e) {
      us.failed.accept(e); // who asks next finds us here
    }
  }

  private void handOver(UnixSocket next) {
    next.sendWithin(SEND);
    List<Integer> copies = us.sockets.get();
    try {
      next.say(VERSION);
      next.say(copies.size());
      copies.forEach(next::sendDescriptor);
    } finally {
      copies.forEach(InheritedSocket::close);
    }
    OptionalInt said = next.hear(START);
    if (said.isPresent() && said.getAsInt() == SERVING) {
      leave(next);
    }
  }

  /** Not while this is closed: then it is clear whose the files in the state folder are. */
  private synchronized void leave(UnixSocket next) {
    next.say(LEAVING);
    over = true;
    named = false; // the socket's name is the follower's now
    us.relieved.run();
  }

  /** Nobody can follow any more. */
  @Override
  public synchronized void close() {
    boolean unheard = thread.getState() == Thread.State.NEW;
    over = true;
    try {
      Files.deleteIfExists(named ? path : fresh);
      named = false;
      if (unheard) {
        listening.close();
      } else {
        listening.stopListening(); // wakes the thread, which closes it
      }
    } catch (LinuxException | IOException gone) {
      return;
    }
  }
}

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
import java.util.function.Consumer;
import naru.linux.LinuxException;
import naru.linux.UnixSocket;
import org.jspecify.annotations.Nullable;

/**
 * Lets another Naru follow this one: over a Unix socket in the state folder, which only its owner
 * may open, it hands out its listening sockets (SCM_RIGHTS), and ends when the other one says that
 * it serves. If the other one goes before, nothing has been.
 *
 * <pre>
 * new                                    old
 *  | connect                              |
 *  |   version, count, that many sockets  |
 *  |<-------------------------------------|  goes on accepting
 *  |              SERVING                 |
 *  |------------------------------------->|  closes its copies, lets connections finish
 * </pre>
 */
public final class Succession implements AutoCloseable {
  static final int VERSION = 1;
  static final int SERVING = 2;

  /** How long another one may take to start; then it is not waited for any more. */
  private static final Duration START = Duration.ofSeconds(60);

  private static final Duration LONG = Duration.ofHours(1);
  private static final int MAX_PATH_BYTES = 107;

  private final Path path;
  private final UnixSocket listening;
  private final Sockets sockets;
  private final Runnable relieved;
  private final Thread thread;
  private volatile boolean over;

  /** What is handed over. */
  public interface Sockets {
    /** Calls back with the descriptors on which is listened, which stay open that long. */
    void hand(Consumer<List<Integer>> to);
  }

  private Succession(Path path, UnixSocket listening, Sockets sockets, Runnable relieved) {
    this.path = path;
    this.listening = listening;
    this.sockets = sockets;
    this.relieved = relieved;
    this.thread = Thread.ofPlatform().daemon().name("naru-succession").unstarted(this::run);
  }

  /**
   * Waits for who follows.
   *
   * @param follows whether this program has taken over, so that the socket's name is its own now
   * @param relieved called when another one serves
   * @return null where that cannot be: the folder's name is too long, or another Naru waits there
   * @throws IOException if the state folder cannot be written
   */
  public static @Nullable Succession open(
      Path state, boolean follows, Sockets sockets, Runnable relieved) throws IOException {
    Path path = path(state);
    if (!fits(path) || (!follows && isTaken(path))) {
      return null;
    }
    Path fresh = path.resolveSibling("next");
    Files.deleteIfExists(fresh);
    UnixSocket listening = UnixSocket.listen(fresh);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Succession succession = new Succession(path, listening, sockets, relieved);
    succession.thread.start();
    return succession;
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

  private static boolean isTaken(Path path) {
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

  private void run() {
    while (!over) {
      try (UnixSocket next = listening.accept(LONG)) {
        if (!over && next.isSameUser() && isFollowedBy(next)) {
          over = true;
          relieved.run();
        }
      } catch (LinuxException nobodyOrGone) {
        continue; // who asked next finds us here
      }
    }
    listening.close();
  }

  private boolean isFollowedBy(UnixSocket next) {
    sockets.hand(
        descriptors -> {
          next.say(VERSION);
          next.say(descriptors.size());
          descriptors.forEach(next::sendDescriptor);
        });
    OptionalInt said = next.hear(START);
    return said.isPresent() && said.getAsInt() == SERVING;
  }

  /** Nobody can follow any more. */
  @Override
  public void close() {
    if (over) {
      return; // the socket's name is the follower's now
    }
    over = true;
    try {
      UnixSocket.connect(path).close(); // wakes the thread
      Files.deleteIfExists(path);
    } catch (LinuxException | IOException gone) {
      return;
    }
  }
}

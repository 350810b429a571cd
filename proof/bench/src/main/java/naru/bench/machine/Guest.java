package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.linux.Interface;
import naru.linux.LinuxException;
import naru.linux.NetworkNamespace;

/**
 * A network namespace with nothing but its own loopback, held by a process that sleeps: where the
 * client of a relay lives. It has a user namespace too, as rootless containers do.
 */
public final class Guest {
  /** What a relay calls the host: slirp4netns's own choice. */
  public static final String HOST = "10.0.2.2";

  /** The guest's address, with a prefix of {@link #PREFIX}. */
  public static final String ADDRESS = "10.0.2.100";

  public static final int PREFIX = 24;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Child holder;

  private Guest(Child holder) {
    this.holder = holder;
  }

  /** Returns when the namespace is there and its loopback up. */
  public static Guest start(Yard yard, Path folder) {
    Path own;
    try {
      own = Files.createDirectory(folder.resolve("guest"));
    } catch (IOException e) {
      throw Trouble.because("cannot make a folder for a guest: " + e.getMessage());
    }
    List<String> command =
        List.of(Program.UNSHARE.word(), "--user", "--map-root-user", "--net", "sleep", "infinity");
    Guest guest = new Guest(yard.support("guest", command, own));
    guest.await();
    guest.loopbackUp();
    return guest;
  }

  /** The process that holds it. */
  public long pid() {
    return holder.pid();
  }

  /** The command that runs another one inside. */
  public List<String> inside(List<String> command) {
    return Stream.concat(
            Stream.of(Program.NSENTER.word(), "--target", Long.toString(pid()), "--net"),
            command.stream())
        .toList();
  }

  /** Runs code inside. */
  public <T, X extends Exception> T call(NetworkNamespace.Work<T, X> work) throws X {
    try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid())) {
      return namespace.call(work);
    }
  }

  public void end() {
    holder.end();
  }

  private void loopbackUp() {
    try {
      call(() -> Interface.named("lo").up());
    } catch (LinuxException e) {
      throw Trouble.because("cannot enter a network namespace: " + e.getMessage());
    }
  }

  /** The process is there before it has left our namespaces. */
  private void await() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!hasOwn("net")) {
      if (!holder.running() || System.nanoTime() - end > 0) {
        throw holder.trouble("has no network namespace (needs root, or user namespaces)");
      }
      Thread.onSpinWait();
    }
  }

  private boolean hasOwn(String kind) {
    try {
      Path theirs = Path.of("/proc", Long.toString(pid()), "ns", kind);
      return !Files.readSymbolicLink(theirs)
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns", kind)));
    } catch (IOException e) {
      return false;
    }
  }
}

package naru.linux;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace: its own interfaces, addresses, routes and ports (network_namespaces(7)).
 *
 * <p>Membership is a thread's. So code runs in the namespace on a platform thread of its own, which
 * enters, works, goes back and ends; what it opens there (sockets, a {@link Tun}, a {@link
 * PacketCapture}, a child process) stays in the namespace and serves any thread.
 *
 * <p>What the kernel shows as files stays outside: {@code /proc/net} is that of the process's first
 * thread and {@code /sys/class/net} that of its mount, so that {@code java.net.NetworkInterface},
 * which reads the former, mixes both.
 *
 * <p>A namespace that has no name lives as long as this object is open or something is in it.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final String OWN = "/proc/thread-self/ns/net";

  private final Descriptor descriptor;
  private final String name;

  private NetworkNamespace(Descriptor descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  /** What to do within a namespace. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run() throws X;
  }

  /**
   * Opens by path: {@code /run/netns/NAME}, {@code /proc/PID/ns/net}.
   *
   * @throws LinuxException if there is none, or it belongs to another user
   */
  public static NetworkNamespace open(Path path) {
    int fd = Libc.open(path.toString(), O_RDONLY_CLOEXEC);
    return new NetworkNamespace(Descriptor.of("open " + path, fd), path.toString());
  }

  /** Opens what {@code ip netns add NAME} made. */
  public static NetworkNamespace named(String name) {
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException("'" + name + "' is no namespace name");
    }
    return open(Path.of("/run/netns", name));
  }

  /** Opens that of a process, such as a container's first. */
  public static NetworkNamespace ofProcess(long pid) {
    return open(Path.of("/proc", Long.toString(pid), "ns", "net"));
  }

  /** The one that the calling thread is in. */
  public static NetworkNamespace current() {
    return open(Path.of(OWN));
  }

  /**
   * Makes a new one without a name: a loopback interface that is down, and nothing else.
   *
   * @throws LinuxException if this user may not
   */
  public static NetworkNamespace create() {
    return onThreadOfItsOwn(
        "naru-netns-create",
        () -> {
          Libc.check("unshare CLONE_NEWNET", Libc.unshare(CLONE_NEWNET));
          Descriptor fd = Descriptor.of("open " + OWN, Libc.open(OWN, O_RDONLY_CLOEXEC));
          return new NetworkNamespace(fd, "a new network namespace");
        });
  }

  /** Whether {@link #create} would succeed: this makes one and lets it go. */
  public static boolean available() {
    try {
      create().close();
      return true;
    } catch (LinuxException | UnsupportedOperationException | LinkageError e) {
      return false;
    }
  }

  /**
   * Runs code within the namespace, and waits for it.
   *
   * @return what the code returns
   * @throws X what the code throws
   * @throws LinuxException if the namespace may not be entered; the code has not run then
   */
  public <T, X extends Exception> T call(Work<T, X> work) throws X {
    return onThreadOfItsOwn("naru-netns", () -> within(work));
  }

  private <T, X extends Exception> T within(Work<T, X> work) throws X {
    try (NetworkNamespace home = current()) {
      enter();
      try {
        return work.run();
      } finally {
        home.enter();
      }
    }
  }

  private void enter() {
    Libc.check("setns " + name, Libc.setns(descriptor.number(), CLONE_NEWNET));
  }

  /**
   * A path by which other programs of this user can enter it while this process lives and this is
   * open, for example {@code nsenter --net=PATH curl ...}.
   */
  public Path path() {
    long pid = ProcessHandle.current().pid();
    return Path.of("/proc", Long.toString(pid), "fd", Integer.toString(descriptor.number()));
  }

  @Override
  public String toString() {
    return name;
  }

  /** Gives up this handle; the namespace goes when nothing else is in it. */
  @Override
  public void close() {
    descriptor.close();
  }

  @SuppressWarnings("unchecked") // what a Work<T, X> throws is X or unchecked
  private static <T, X extends Exception> T onThreadOfItsOwn(String thread, Work<T, X> work)
      throws X {
    FutureTask<T> task = new FutureTask<>(work::run);
    Thread.ofPlatform().daemon().name(thread).start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          Throwable cause = e.getCause();
          if (cause instanceof Error error) {
            throw error;
          }
          throw (X) cause;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

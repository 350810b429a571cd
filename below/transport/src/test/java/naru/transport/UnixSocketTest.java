package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.testkit.UnixDoor;
import naru.trace.Entry;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unix sockets as what is dialed: by epoll, and by NIO where that is all there is. */
final class UnixSocketTest {
  private static final long MILLIS_300 = TimeUnit.MILLISECONDS.toNanos(300);

  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("app refused.sock"); // words of a path say nothing
  }

  private Target target(long connectNanos) {
    return Target.plain(UnixDomainSocketAddress.of(path()), connectNanos);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bytesGoBothWays(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    try (Harbour harbour = new Harbour(epoll);
        UnixDoor door = UnixDoor.open(path(), harbour.echo(null).address())) {
      Harbour.Line line = harbour.dial(target(Harbour.SECONDS_10), new ArrayList<>());
      assertThat(line.ask("over a path")).isEqualTo("over a path");
      assertThat(door.accepted()).isEqualTo(1);
      assertThat(line.told())
          .extracting(Entry::event)
          .containsExactly(
              new TcpEvent.Connecting("unix:" + path()),
              new TcpEvent.Connected("unix:(unnamed)", "unix:" + path()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tlsRunsOverIt(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    ClientTls tls = ClientTls.of(List.of(TestCertificates.root()), false, List.of());
    try (Harbour harbour = new Harbour(epoll);
        UnixDoor door = UnixDoor.open(path(), harbour.echo(harbour.shopTls()).address())) {
      Target target =
          new Target(
              UnixDomainSocketAddress.of(path()),
              tls,
              TestCertificates.NAME,
              Harbour.SECONDS_10,
              Harbour.SECONDS_10);
      Harbour.Line line = harbour.dial(target, new ArrayList<>());
      assertThat(line.tls()).hasValueSatisfying(t -> assertThat(t.resumed()).isFalse());
      assertThat(line.ask("secret")).isEqualTo("secret");
      Harbour.Line again = harbour.dial(target, new ArrayList<>());
      assertThat(again.tls()).hasValueSatisfying(t -> assertThat(t.resumed()).isTrue());
      assertThat(door.accepted()).isEqualTo(2);
    }
  }

  // ---- why it cannot be connected to

  private Failure refused(boolean epoll) throws Exception {
    try (Harbour harbour = new Harbour(epoll)) {
      Failure failure = harbour.refused(target(Harbour.SECONDS_10), new ArrayList<>());
      assertThat(failure.retry()).isTrue();
      return failure;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPathWithoutAFile(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    Failure failure = refused(epoll);
    assertThat(failure.code()).isEqualTo(Code.SOCKET_ABSENT);
    assertThat(failure.detail()).isEqualTo("unix:" + path() + " is not there (ENOENT)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileWithoutAListener(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    UnixDoor.abandoned(path());
    Failure failure = refused(epoll);
    assertThat(failure.code()).isEqualTo(Code.TCP_REFUSED);
    assertThat(failure.detail()).isEqualTo("nobody listens on unix:" + path() + " (ECONNREFUSED)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFolderThatIsAFile(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    Files.createFile(folder.resolve("file"));
    try (Harbour harbour = new Harbour(epoll)) {
      Path below = folder.resolve("file").resolve("app.sock");
      Target target = Target.plain(UnixDomainSocketAddress.of(below), Harbour.SECONDS_10);
      Failure failure = harbour.refused(target, new ArrayList<>());
      assertThat(failure.code()).isEqualTo(Code.SOCKET_ABSENT);
      assertThat(failure.detail()).endsWith("is below something that is no folder (ENOTDIR)");
    }
  }

  /** A socket of datagrams is there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSocketOfDatagrams(boolean epoll) throws Exception {
    assumeTrue(Epoll.isAvailable());
    Socket datagrams = Socket.newSocketDomainDgram();
    datagrams.bind(new DomainSocketAddress(path().toString()));
    try {
      Failure failure = refused(epoll);
      assertThat(failure.code()).isEqualTo(Code.TCP_UNREACHABLE);
      assertThat(failure.detail())
          .isEqualTo("unix:" + path() + " takes datagrams only (EPROTOTYPE)");
    } finally {
      datagrams.close();
    }
  }

  /** As epoll's channels and the JDK's tell it; root may do everything, so that it is not tried. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect(..) failed with error(-13): Keine Berechtigung: /run/app.sock",
        "Permission denied"
      })
  void aFileThatMayNotBeWritten(String thrown) {
    Failure failure =
        Failures.connecting(
            "unix:/run/app.sock",
            Target.plain(UnixDomainSocketAddress.of("/run/app.sock"), MILLIS_300),
            new ConnectException(thrown));
    assertThat(failure.code()).isEqualTo(Code.SOCKET_DENIED);
    assertThat(failure.detail()).isEqualTo("unix:/run/app.sock may not be connected to (EACCES)");
  }

  // ---- a full queue

  /** Listens without accepting, with a queue that is full. */
  private ServerSocketChannel full(List<AutoCloseable> open) throws IOException {
    UnixDomainSocketAddress at = UnixDomainSocketAddress.of(path());
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(at, 1);
    open.add(server);
    for (int i = 0; i < 2; i++) { // Linux lets one more wait than it was told
      open.add(SocketChannel.open(at));
    }
    return server;
  }

  private static void close(List<AutoCloseable> open) throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aQueueThatStaysFull(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    List<AutoCloseable> open = new ArrayList<>();
    full(open);
    try (Harbour harbour = new Harbour(epoll)) {
      List<Entry> told = new ArrayList<>();
      Failure failure = harbour.refused(target(MILLIS_300), told);
      assertThat(failure.code()).isEqualTo(Code.SOCKET_FULL);
      assertThat(failure.retry()).isTrue();
      assertThat(failure.detail())
          .isEqualTo("the queue of unix:" + path() + " was full for 300 ms (EAGAIN)");
      assertThat(Harbour.words(told)).containsExactly("Connecting", "Failed");
    } finally {
      close(open);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aQueueThatIsFullForAMoment(boolean epoll) throws Exception {
    assumeTrue(!epoll || Epoll.isAvailable());
    List<AutoCloseable> open = new ArrayList<>();
    ServerSocketChannel server = full(open);
    List<Entry> told = Collections.synchronizedList(new ArrayList<>());
    try (Harbour harbour = new Harbour(epoll)) {
      CompletableFuture<Harbour.Line> line =
          CompletableFuture.supplyAsync(() -> harbour.dial(target(Harbour.SECONDS_10), told));
      while (told.isEmpty()) {
        Thread.onSpinWait();
      }
      for (int turn = 0; turn < 8; turn++) { // in one of which it was refused
        for (var loop : harbour.loops.all()) {
          loop.submit(() -> {}).sync();
        }
      }
      assertThat(line).isNotDone();
      open.add(server.accept());
      line.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(Harbour.words(told)).containsExactly("Connecting", "Connected");
    } finally {
      close(open);
    }
  }

  // ---- the last look

  @Test
  void aCloseIsSeenBeforeAnyEventTellsIt() throws Exception {
    assumeTrue(Epoll.isAvailable());
    UnixDomainSocketAddress at = UnixDomainSocketAddress.of(path());
    try (Harbour harbour = new Harbour(true);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(at);
      Harbour.Line line = harbour.dial(target(Harbour.SECONDS_10), new ArrayList<>());
      Liveness liveness = new Liveness();
      boolean[] seen = new boolean[2];
      line.channel()
          .eventLoop()
          .submit(
              () -> {
                seen[0] = liveness.isOpen(line.channel());
                server.accept().close(); // in this turn: the loop cannot have heard of it
                seen[1] = liveness.isOpen(line.channel());
                assertThat(line.channel().isActive()).isTrue();
                assertThat(liveness.acknowledgedBytes()).isEqualTo(Liveness.UNKNOWN);
                return null;
              })
          .sync();
      assertThat(seen).containsExactly(true, false);
    }
  }
}

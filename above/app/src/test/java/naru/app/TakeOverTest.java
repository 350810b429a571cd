package naru.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.app.cli.Cli;
import naru.app.cli.Shell;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.app.process.Heritage;
import naru.app.process.Predecessor;
import naru.app.process.Succession;
import naru.base.Code;
import naru.base.FailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One Naru follows another on the same state folder, or fails to, and then nothing has been. */
final class TakeOverTest {
  @TempDir private Path folder;
  private final CountDownLatch relieved = new CountDownLatch(1);
  private final StringWriter err = new StringWriter();
  private ReloadGround ground = ReloadGround.in(Path.of("."));
  private int gateway;
  private int admin;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Epoll.isAvailable());
    ground = ReloadGround.in(folder);
    gateway = ReloadGround.freePort();
    admin = ReloadGround.freePort();
    ground.write(config(admin));
  }

  @AfterEach
  void close() throws Exception {
    ground.close();
  }

  private String config(int adminPort) {
    return """
    naru: 1
    state: %s
    listen:
      gateway: http://127.0.0.1:%d
      admin: https://127.0.0.1:%d
    gateway:
      routes: { name: all, respond: { status: 200, body: here } }
    """
        .formatted(folder.resolve("state"), gateway, adminPort);
  }

  private Succession followed(Naru naru) {
    Succession succession = succession(naru, false);
    succession.begin();
    return succession;
  }

  private Succession succession(Naru naru, boolean follows) {
    Succession.Incumbent us =
        new Succession.Incumbent(
            naru.journey::handOver,
            () -> {
              naru.followed();
              relieved.countDown();
            },
            e -> {});
    return ground.opened(Succession.open(naru.ground.state, follows, us));
  }

  private String get() throws Exception {
    try (Socket socket = ground.dial(gateway)) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int run() {
    PrintWriter out = new PrintWriter(new StringWriter());
    Shell shell = new Shell(out, new PrintWriter(err), Map.of(), false, false);
    String[] args = {"run", "--take-over", "-c", ground.file().toString(), "--lang", "en"};
    return Cli.run(shell, List.of(new RunCommand()), args);
  }

  @Test
  void theNextOneHasTheSameSocketsAndTheLastWord() throws Exception {
    Naru old = ground.start();
    followed(old);
    Path card = folder.resolve("state/admin/address");
    String address = Files.readString(card);
    Predecessor before = ground.opened(Predecessor.meet(folder.resolve("state")).orElseThrow());
    assertThat(before.sockets().unwanted())
        .contains("tcp://127.0.0.1:" + gateway, "tcp://127.0.0.1:" + admin)
        .hasSize(2 * old.ground.loops.count());
    Loaded.Valid loaded = (Loaded.Valid) ConfigFile.load(ground.file());
    Naru next =
        ground.opened(
            Naru.open(loaded.config(), () -> loaded, new Heritage(before.sockets(), true)));
    assertThat(next.unwanted()).isEmpty();
    assertThat(relieved.getCount()).isOne();
    before.relieve();
    next.begin();
    assertThat(relieved.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(old.drain(() -> false)).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(get()).endsWith("here");
    }
    assertThat(Files.readString(card)).isEqualTo(address);
    succession(next, true).begin();
    ground.opened(Predecessor.meet(folder.resolve("state")).orElseThrow()).sockets().close();
  }

  @Test
  void ifTheNextOneCannotStartTheOldOneHasNotNoticed() throws Exception {
    Naru old = ground.start();
    followed(old);
    Files.writeString(ground.file(), config(admin) + "nonsense: 1\n");
    assertThat(run()).as(err.toString()).isEqualTo(3);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(ground.file(), config(taken.getLocalPort()));
      assertThat(run()).as(err.toString()).isEqualTo(12);
      assertThat(err.toString()).contains("error[N3085]", "taken by another program");
    }
    for (int i = 0; i < 20; i++) {
      assertThat(get()).endsWith("here");
    }
    assertThat(relieved.getCount()).isOne();
  }

  @Test
  void whoCouldNotBeFollowedItselfDoesNotFollow() throws Exception {
    Naru old = ground.start();
    followed(old);
    String address = Files.readString(folder.resolve("state/admin/address"));
    ground.write(config(ReloadGround.freePort()));
    long pid = ProcessHandle.current().pid();
    Files.createDirectories(folder.resolve("state/next." + pid + "/taken"));
    assertThat(run()).as(err.toString()).isEqualTo(Code.HANDED_SOCKET.exit());
    assertThat(err.toString()).contains("N1209: no other Naru could take over from this one");
    assertThat(get()).endsWith("here");
    assertThat(relieved.getCount()).isOne();
    assertThat(Files.readString(folder.resolve("state/admin/address"))).isEqualTo(address);
  }

  @Test
  void whoDoesNotFollowLeavesTheOtherAlone() throws Exception {
    Naru old = ground.start();
    followed(old);
    assertThatThrownBy(() -> succession(old, false)).hasMessageContaining("another Naru serves");
    assertThat(Predecessor.meet(folder.resolve("nowhere"))).isEmpty();
  }

  @Test
  void whoStopsIsNotFollowedAndTakesNoConfig() throws Exception {
    Naru old = ground.start();
    followed(old).close();
    assertThat(folder.resolve("state/next.sock")).doesNotExist();
    assertThat(Predecessor.meet(folder.resolve("state"))).isEmpty();
    old.drain(() -> true);
    assertThat(ReloadGround.reload(old).toString()).contains("Naru stops");
  }

  @Test
  void whoStartsWhileAnotherLeavesIsNotTouchedByItsEnd() throws Exception {
    Naru old = ground.start();
    Succession leaving = followed(old);
    get();
    leaving.close();
    old.drain(() -> true);
    Naru next = ground.start();
    Succession staying = followed(next);
    get();
    ground.forget();
    old.close();
    assertThat(folder.resolve("state/admin/address")).exists();
    assertThat(folder.resolve("state/next.sock")).exists();
    staying.close();
    next.close();
    try (Stream<Path> traces = Files.list(folder.resolve("state/traces"))) {
      assertThat(traces).hasSize(2);
    }
  }

  @Test
  void aNameThatIsTooLongIsTold() {
    Path deep = folder.resolve("x".repeat(100));
    assertThatThrownBy(() -> Predecessor.meet(deep))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.HANDED_SOCKET);
              assertThat(e.failure().detail()).contains("too long");
            });
  }
}

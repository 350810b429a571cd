package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.app.Stand;
import naru.journey.Program;
import naru.journey.Programs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that another program holds and hands over, as systemd does: sd_listen_fds(3). */
@Tag("interop")
final class SocketActivationInteropTest {
  private static final String ACTIVATE = "systemd-socket-activate";

  /**
   * Holds sockets and starts a command with them; for each line on its standard input it ends the
   * command, and starts it again when it has ended. With {@code once} it tells its exit code.
   */
  private static final String HOLDER =
      """
      import os, signal, socket, sys
      cut = sys.argv.index("--")
      once = "once" in sys.argv[:cut]
      held = []
      for what in sys.argv[1:cut]:
          if ":" in what:
              kind, port = what.split(":")
              s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
              s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
              s.bind(("127.0.0.1", int(port)))
              if kind == "tcp":
                  s.listen(512)
              held.append(s)
      def start():
          pid = os.fork()
          if pid == 0:
              for i, s in enumerate(held):
                  os.dup2(s.fileno(), 3 + i)
                  os.set_inheritable(3 + i, True)
              os.environ["LISTEN_FDS"] = str(len(held))
              os.environ["LISTEN_PID"] = "1" if "stranger" in sys.argv[:cut] else str(os.getpid())
              os.execv(sys.argv[cut + 1], sys.argv[cut + 1:])
          return pid
      def end():
          os.kill(child, signal.SIGTERM)
          os.waitpid(child, 0)
      def stop(*_):
          end()
          os._exit(0)
      child = start()
      if once:
          os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      signal.signal(signal.SIGTERM, stop)
      for line in sys.stdin:
          end()
          print("ended", flush=True)
          child = start()
      """;

  @TempDir private Path folder;
  private int gateway;
  private int dns;

  @BeforeEach
  void choosePorts() throws IOException {
    gateway = Stand.freePort();
    dns = Stand.freePort();
  }

  private Path config(int origin) throws IOException {
    return Files.writeString(
        folder.resolve("naru.yaml"),
        """
        naru: 1
        state: "%s"
        listen:
          dns: udp://127.0.0.1:%d
          gateway: http://127.0.0.1:%d
        dns: { zones: { naru.test: { shop: A 127.0.0.1 } } }
        gateway:
          upstreams: { app: { targets: 127.0.0.1:%d } }
          routes: { name: all, to: app }
        """
            .formatted(folder.resolve("state"), dns, gateway, origin));
  }

  private static List<String> naru(Path config) {
    return Program.command(List.of(), "run", "-c", config.toString(), "--lang", "en");
  }

  private static List<String> held(List<String> what, Path config) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-c", HOLDER));
    command.addAll(what);
    command.add("--");
    command.addAll(naru(config));
    return command;
  }

  @Test
  void aRestartIsNoticedByNobody() throws Exception {
    try (TestOrigin origin = TestOrigin.open();
        Running naru =
            Running.started(held(List.of("tcp:" + gateway, "udp:" + dns), config(origin.port())));
        PressingClients clients = PressingClients.start(gateway, dns)) {
      clients.goOn(200);
      for (int i = 2; i < 4; i++) {
        int starts = i;
        naru.say("again");
        Until.so(
            "it serves again",
            () -> naru.told().stream().filter(l -> l.startsWith("serving ")).count() == starts);
        clients.goOn(200);
      }
      clients.end();
      assertThat(clients.lost()).isEmpty();
    }
  }

  /** Connections waited while Naru started, the first one made it start. */
  @Test
  void systemdItself() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", ACTIVATE)));
    try (TestOrigin origin = TestOrigin.open()) {
      List<String> command = new ArrayList<>(List.of(ACTIVATE, "-l", "127.0.0.1:" + gateway));
      command.addAll(naru(config(origin.port())));
      try (Foreign server = Foreign.startSaying(folder, command, "Listening on")) {
        assertThat(Wire.get(gateway, "localhost", "/")).as(server.said()).endsWith("whole");
        assertThat(server.said()).contains("serving ").doesNotContain("warning");
      }
    }
  }

  @Test
  void oneThatNoListenerWants() throws Exception {
    try (TestOrigin origin = TestOrigin.open()) {
      int other = Stand.freePort();
      List<String> what = List.of("tcp:" + gateway, "tcp:" + other);
      try (Running naru = Running.started(held(what, config(origin.port())))) {
        assertThat(naru.told())
            .anyMatch(l -> l.contains("warning: systemd hands over tcp://127.0.0.1:" + other));
        assertThat(Wire.get(gateway, "localhost", "/")).endsWith("whole");
      }
    }
  }

  @Test
  void socketsThatAreNone() throws Exception {
    Path config = config(9);
    Program.Result idle = Programs.run(60, held(List.of("once", "idle:" + gateway), config));
    assertThat(idle.exit()).isEqualTo(12);
    assertThat(idle.err())
        .contains("N1209: descriptor 3, handed over by systemd, is a TCP socket that does not");
  }

  @Test
  void socketsForSomebodyElse() throws Exception {
    Path config = config(9);
    List<String> what = List.of("once", "stranger", "tcp:" + gateway);
    Program.Result stranger = Programs.run(60, held(what, config));
    assertThat(stranger.err())
        .contains("warning: LISTEN_FDS is meant for process 1", "taken by another program");
    assertThat(stranger.exit()).isEqualTo(12);
  }
}

package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.cli.Cli;
import naru.app.cli.Shell;
import naru.base.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code naru run} says where a good config cannot be put in force: as a reload does. */
class RunCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int run(String yaml) throws Exception {
    Path file = folder.resolve("naru.yaml");
    Files.writeString(file, "naru: 1\n" + yaml);
    PrintWriter out = new PrintWriter(new StringWriter());
    Shell shell = new Shell(out, new PrintWriter(err), Map.of(), false, false);
    return Cli.run(shell, List.of(new RunCommand()), "run", "-c", file.toString());
  }

  @Test
  void aFolderThatIsNotThereIsToldWithItsLine() throws Exception {
    int exit =
        run(
            """
            listen: { gateway: http://127.0.0.1:0 }
            origin: { files: nowhere }
            gateway: { routes: { name: all, to: origin } }
            """);
    assertThat(exit).isEqualTo(3);
    assertThat(err.toString())
        .contains("warning[N3109]", "error[N3078]: cannot be put in force: the origin's files")
        .contains("naru.yaml:3:", "3 | origin: { files: nowhere }", "= help: make the folder")
        .contains("1 error, 0 warnings")
        .doesNotContain("N1901");
  }

  @Test
  void soIsALogThatCannotBeWritten() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    int exit =
        run(
            """
            listen: { gateway: http://127.0.0.1:0 }
            gateway: { routes: { name: all, to: origin } }
            log:
              access:
                - stdout
                - { to: file/access.log }
            """);
    assertThat(exit).isEqualTo(3);
    assertThat(err.toString()).contains("error[N3078]", "access log", "naru.yaml:7:");
  }

  @Test
  void aPortThatIsTakenHasItsLineAndItsOwnExitCode() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String listener : List.of("gateway: http", "dns: tcp", "admin: http")) {
        err.getBuffer().setLength(0);
        int exit =
            run(
                """
                gateway: { routes: { name: all, to: origin } }
                listen:
                  %s://127.0.0.1:%d
                """
                    .formatted(listener, taken.getLocalPort()));
        assertThat(exit).as(err.toString()).isEqualTo(Code.CANNOT_LISTEN.exit());
        assertThat(err.toString()).contains("error[N3085]", "naru.yaml:4:", "taken");
      }
    }
  }
}

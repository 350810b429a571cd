package naru.app.cli.admin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.FailureException;
import picocli.CommandLine.Mixin;

/** {@code naru ca}: about the certificate authority. */
@picocli.CommandLine.Command(name = "ca", subcommands = CaCommand.Root.class)
public final class CaCommand implements Command {
  @Override
  public int run(Terminal terminal) {
    return Groups.incomplete("naru ca", terminal);
  }

  /** {@code naru ca root}: the root certificate; from the state directory, else from the API. */
  @picocli.CommandLine.Command(name = "root")
  static final class Root implements Command {
    @Mixin private Running running = new Running();
    @Mixin private OutFile output = new OutFile();

    @Override
    public int run(Terminal terminal) {
      Path state = running.state();
      if (Files.notExists(OneRoot.file(state))) {
        return running.talk(terminal, client -> show(client.text("/ca/root.pem"), "", terminal));
      }
      try {
        OneRoot root = OneRoot.read(state);
        return show(root.pem(), root.sha256(), terminal);
      } catch (FailureException e) {
        terminal.tell("failure", e.failure().code().number(), e.failure().detail());
        return e.failure().code().exit();
      }
    }

    private int show(String pem, String sha256, Terminal terminal) {
      if (!terminal.look().json()) {
        output.write(pem, terminal);
        return Exit.OK;
      }
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("schema", "naru.root/1");
      out.put("pem", pem);
      if (!sha256.isEmpty()) {
        out.put("sha256", sha256);
      }
      terminal.json(out);
      return Exit.OK;
    }
  }
}

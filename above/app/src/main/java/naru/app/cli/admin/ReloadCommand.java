package naru.app.cli.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code naru reload}: has the running Naru read its config file again. */
@picocli.CommandLine.Command(name = "reload")
public final class ReloadCommand implements Command {
  private static final int REFUSED = 422;

  @Mixin private Running running = new Running();

  @Override
  public int run(Terminal terminal) {
    return running.talk(terminal, client -> reload(client, terminal));
  }

  private static int reload(AdminClient client, Terminal terminal) {
    AdminClient.Answer answer = client.postAny("/config/reload", Map.of());
    JsonNode said = AdminClient.parse(answer.text());
    if (answer.status() == REFUSED && said.has("report")) {
      return refused(said, terminal);
    }
    AdminClient.accepted(answer);
    if (terminal.look().json()) {
      terminal.json(
          Map.of(
              "schema",
              "naru.reload/1",
              "ok",
              true,
              "generation",
              said.path("generation"),
              "restart",
              said.path("restart")));
    } else {
      terminal.print("reload.done", said.path("generation").asString("?"));
      List<String> restart = new ArrayList<>();
      said.path("restart").forEach(key -> restart.add(key.asString("")));
      if (!restart.isEmpty()) {
        terminal.print("reload.restart", String.join(", ", restart));
      }
    }
    return Exit.OK;
  }

  private static int refused(JsonNode said, Terminal terminal) {
    if (terminal.look().json()) {
      terminal.json(said.path("report"));
    } else {
      terminal.err().print(said.path("text").asString(""));
      terminal.tell("reload.refused", said.path("generation").asString("?"));
    }
    return Exit.CONFIG;
  }
}

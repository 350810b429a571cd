package naru.app.cli.admin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.app.files.Certificates;
import naru.ca.core.Pem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code naru why}: what would become of a request, and why. Sends nothing. */
@picocli.CommandLine.Command(name = "why")
public final class WhyCommand implements Command {
  @Mixin private Running running = new Running();

  @Parameters(index = "0", paramLabel = "URL", descriptionKey = "asking.url")
  private String url = "";

  @Option(
      names = {"-X", "--request"},
      paramLabel = "METHOD",
      descriptionKey = "why.method")
  private String method = "GET";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      descriptionKey = "asking.header")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--client", paramLabel = "IP", descriptionKey = "why.client")
  private @Nullable String client;

  @Option(names = "--client-cert", paramLabel = "FILE", descriptionKey = "why.client-cert")
  private @Nullable Path certificate;

  @Override
  public int run(Terminal terminal) {
    return running.talk(
        terminal,
        admin -> {
          JsonNode decision = admin.post("/decisions", question());
          if (terminal.look().json()) {
            terminal.json(decision);
          } else {
            DecisionText.print(decision, Remembered.of(admin.get("/upstreams")), terminal);
          }
          return Exit.OK;
        });
  }

  private Map<String, Object> question() {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("method", method);
    question.put("url", url.contains("://") ? url : "https://" + url);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      fields.put(
          colon < 0 ? header : header.substring(0, colon),
          colon < 0 ? "" : header.substring(colon + 1).strip());
    }
    question.put("headers", fields);
    if (client != null) {
      question.put("client", client);
    }
    if (certificate != null) {
      question.put("certificate", Pem.of(Certificates.read(certificate)));
    }
    return question;
  }
}

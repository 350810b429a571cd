package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import naru.app.Stand;
import naru.journey.Programs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Autobahn WebSocket test suite as a client, through the gateway, to a server that knows
 * nothing of Naru. The system property {@code naru.autobahn} names cases, such as {@code *}.
 */
@Tag("interop")
final class WebSocketInteropTest {
  /** All but the large and the long ones: sizes up to 16 MiB (9) and compression (12, 13). */
  private static final String USUAL =
      "1.*,2.*,3.*,4.*,5.*,6.*,7.*,9.1.1,9.1.3,9.2.1,9.2.3,9.5.1,10.*,12.1.1,12.1.5,13.1.1";

  private static final List<String> CASES =
      Arrays.asList(System.getProperty("naru.autobahn", USUAL).split(","));
  private static final int SECONDS = 1800;
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      gateway:
        upstreams:
          echo: { targets: 127.0.0.1:{echo} }
        routes:
          - { name: echo, to: echo }
      """;

  @TempDir private Path folder;

  @Test
  void everyCasePassesThroughTheGateway() throws Exception {
    try (EchoServer echo = EchoServer.open();
        Stand stand = Stand.open(folder.resolve("state"), CONFIG, Map.of("echo", echo.port()))) {
      Map<String, String> bad = run("ws://127.0.0.1:" + stand.port("gateway") + "/", CASES);
      assertThat(bad).isEmpty();
    }
  }

  /** The cases that did not pass, with how they ended. */
  private Map<String, String> run(String url, List<String> cases) throws Exception {
    Path reports = folder.resolve("reports");
    String list = cases.stream().map(c -> "'" + c + "'").collect(Collectors.joining(","));
    String script =
        """
        from autobahntestsuite import wstest
        wstest.start({'mode': 'fuzzingclient'}, {'outdir': '%s', 'servers': [{'agent': 'naru',
          'url': '%s'}], 'cases': [%s], 'exclude-cases': [], 'exclude-agent-cases': {}})
        """
            .formatted(reports, url, list);
    Programs.run(SECONDS, command(script));
    JsonNode index =
        JsonMapper.builder().build().readTree(Files.readString(reports.resolve("index.json")));
    Map<String, String> bad = new TreeMap<>();
    int passed = 0;
    for (Map.Entry<String, JsonNode> one : index.path("naru").properties()) {
      String behavior = one.getValue().path("behavior").asString("");
      String close = one.getValue().path("behaviorClose").asString("");
      if (isGood(behavior) && isGood(close)) {
        passed++;
      } else {
        bad.put(one.getKey(), behavior + ", close " + close);
      }
    }
    assertThat(passed).as("cases that passed").isGreaterThan(cases.size());
    return bad;
  }

  private static boolean isGood(String behavior) {
    return List.of("OK", "NON-STRICT", "INFORMATIONAL").contains(behavior);
  }

  private static List<String> command(String script) {
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(p -> p.contains("jython-standalone") || p.contains("autobahntestsuite"))
            .collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xss4m", "-Dpython.console.encoding=UTF-8", "-cp", jars));
    command.addAll(List.of("org.python.util.jython", "-c", script));
    return command;
  }
}

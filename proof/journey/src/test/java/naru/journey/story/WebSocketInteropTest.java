package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import naru.app.Stand;
import naru.journey.Program;
import naru.journey.Programs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Autobahn WebSocket test suite as a client, through the gateway, to a server that knows
 * nothing of Naru. The system property {@code naru.autobahn} names cases, such as {@code *}; {@code
 * naru.autobahn.messages} says how many messages a case of 12 and 13 sends at most.
 */
@Tag("interop")
final class WebSocketInteropTest {
  /** All but the large and the long ones: UTF-8 in pieces (6), sizes (9), most of 12 and 13. */
  private static final String USUAL =
      "1.*,2.*,3.*,4.*,5.*,6.1.*,6.2.*,6.3.*,7.*,10.*,12.*.3,12.*.11,12.*.18,13.*.5,13.*.17";

  private static final int MESSAGES = Integer.getInteger("naru.autobahn.messages", 20);

  private static final List<String> CASES =
      Arrays.asList(System.getProperty("naru.autobahn", USUAL).split(","));
  private static final int SECONDS = 1800;
  private static final String DIRECT = "direct";
  private static final String THROUGH = "gateway";
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
  void everyCaseEndsAsItDoesWithoutTheGateway() throws Exception {
    try (EchoServer echo = EchoServer.open();
        Stand stand = Stand.open(folder.resolve("state"), CONFIG, Map.of("echo", echo.port()))) {
      run(Map.of(DIRECT, echo.port(), THROUGH, stand.port("gateway")));
      Map<String, String> direct = ended(DIRECT);
      Explained.everything(stand);
      assertThat(ended(THROUGH)).isEqualTo(direct);
      if (!CASES.equals(Arrays.asList(USUAL.split(",")))) {
        System.err.println(
            direct.values().stream().collect(Collectors.groupingBy(v -> v, Collectors.counting())));
        direct.forEach(WebSocketInteropTest::tell);
      }
      assertThat(direct.values().stream().filter(WebSocketInteropTest::isGood).count())
          .as("cases that pass: " + direct)
          .isGreaterThan(direct.size() * 9L / 10);
    }
  }

  private static void tell(String name, String ended) {
    if (!isGood(ended)) {
      System.err.println(name + ": " + ended);
    }
  }

  /** A folder with the Python of suites 12 and 13. */
  private String compressionCases() throws IOException {
    try (InputStream in = WebSocketInteropTest.class.getResourceAsStream("compression.py")) {
      Files.copy(Objects.requireNonNull(in), folder.resolve("compression.py"));
    }
    return folder.toString();
  }

  /** Every case against every server, by name and port. */
  private void run(Map<String, Integer> servers) throws Exception {
    String cases = CASES.stream().map(c -> "'" + c + "'").collect(Collectors.joining(","));
    String agents =
        servers.entrySet().stream()
            .map(
                s ->
                    "{'agent': '%s', 'url': 'ws://127.0.0.1:%d/'}"
                        .formatted(s.getKey(), s.getValue()))
            .collect(Collectors.joining(","));
    String script =
        """
        import sys
        sys.path.insert(0, '%s')
        import compression
        compression.extend(%d)
        from autobahntestsuite import wstest
        wstest.start({'mode': 'fuzzingclient'}, {'options': {'failByDrop': False}, 'outdir': '%s',
          'servers': [%s], 'cases': [%s], 'exclude-cases': [], 'exclude-agent-cases': {}})
        """
            .formatted(compressionCases(), MESSAGES, reports(), agents, cases);
    Program.Result result = Programs.run(SECONDS, command(script));
    assertThat(reports().resolve("index.json")).as(result.out() + result.err()).exists();
  }

  /** How each case ended: the exchange, and its close. */
  private Map<String, String> ended(String server) throws IOException {
    JsonNode index =
        JsonMapper.builder().build().readTree(Files.readString(reports().resolve("index.json")));
    Map<String, String> ended = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : index.path(server).properties()) {
      JsonNode how = one.getValue();
      ended.put(
          one.getKey(),
          how.path("behavior").asString("") + ", " + how.path("behaviorClose").asString(""));
    }
    return ended;
  }

  private Path reports() {
    return folder.resolve("reports");
  }

  private static boolean isGood(String ended) {
    return Arrays.stream(ended.split(", "))
        .allMatch(List.of("OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED")::contains);
  }

  private static List<String> command(String script) {
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(p -> p.contains("jython-standalone") || p.contains("autobahntestsuite"))
            .collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Dpython.console.encoding=UTF-8", "-cp", jars));
    command.addAll(List.of("org.python.util.jython", "-c", script));
    return command;
  }
}

package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples are right in every line: nothing to warn of, and each command that their comments
 * name, sent as it stands there to a Naru that serves the file, has the answer that stands behind
 * it.
 */
@Timeout(60)
class ExamplesRunTest {
  private static final Path EXAMPLES = Path.of("../../examples");
  private static final Pattern COMMAND = Pattern.compile("#   ((?:curl|dig) .*\\S) +# (.+)");
  private static final Pattern PORT =
      Pattern.compile("(?<=127\\.0\\.0\\.1:|-p |port: |test:)[0-9]{4,5}\\b");

  @TempDir Path folder;

  @Test
  void everyExampleIsValid() throws IOException {
    List<Path> all;
    try (var files = Files.list(EXAMPLES)) {
      all = files.filter(f -> f.toString().endsWith(".yaml")).toList();
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(5);
    for (Path file : all) {
      assertThat(ConfigFile.load(file).report().problems()).as(file.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"naru.yaml", "routes.yaml", "guards.yaml", "streams.yaml"})
  void doesWhatItsCommentsSay(String name) throws Exception {
    String text = onFreePorts(Files.readString(EXAMPLES.resolve(name)));
    Path file = Files.writeString(folder.resolve(name), text);
    Loaded loaded = ConfigFile.load(file);
    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    try (Naru naru = Naru.start(((Loaded.Valid) loaded).config(), () -> ConfigFile.load(file))) {
      assertThat(naru.listening()).isNotEmpty();
      Path root = folder.resolve(".naru/ca/root.crt");
      for (Matcher m = COMMAND.matcher(text); m.find(); commands++) {
        String answer = SmallCurl.run(m.group(1), root);
        if (!isSaid(answer, m.group(2))) {
          wrong.add(m.group(1) + "\nshould have " + m.group(2) + " but had\n" + answer);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(commands).isGreaterThan(3);
  }

  /** A status, if it begins with one, and then a text; or only a text. */
  private static boolean isSaid(String answer, String expected) {
    if (expected.equals("404 the answer of who was asked")) {
      return answer.startsWith("HTTP/1.1 404") && answer.contains("application/problem+json");
    }
    boolean status = expected.matches("[1-5][0-9]{2}( .*)?");
    if (status && !answer.startsWith("HTTP/1.1 " + expected.substring(0, 3))) {
      return false;
    }
    String text = status ? expected.substring(3).strip() : expected;
    return answer.contains(text) || List.of(text.split(" ")).stream().allMatch(answer::contains);
  }

  /** The same file on ports that nobody has, so that tests can run beside each other. */
  private static String onFreePorts(String text) throws IOException {
    Map<String, String> free = new HashMap<>();
    for (Matcher m = PORT.matcher(text); m.find(); ) {
      if (!free.containsKey(m.group())) {
        free.put(m.group(), freePort(Set.copyOf(free.values())));
      }
    }
    return PORT.matcher(text)
        .replaceAll(m -> Objects.requireNonNull(free.get(m.group()), m.group()));
  }

  private static String freePort(Set<String> taken) throws IOException {
    while (true) {
      try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          DatagramSocket udp =
              new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
        String port = Integer.toString(udp.getLocalPort());
        if (!taken.contains(port)) {
          return port;
        }
      } catch (java.net.BindException e) {
        assertThat(e).isNotNull(); // taken for the other transport: another one
      }
    }
  }
}

package naru.journey.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import naru.base.Code;
import naru.journey.Program;
import naru.trace.Event;
import org.junit.jupiter.api.Test;

/** JOURNEY.md says what is so. */
final class JourneyPageTest {
  private static final Pattern NUMBER = Pattern.compile("N\\d{4}");
  private static final Set<String> FOREIGN = Set.of("dig", "curl", "openssl");

  /** The subject, concept by concept; the words with which a row begins. */
  private static final List<String> CONCEPTS =
      List.of(
          "client",
          "server",
          "gateway between networks",
          "name server turning a name into an address",
          "forward proxy",
          "forward proxy: blocks domains",
          "forward proxy: hides the client's address",
          "forward proxy: encrypts the client's leg",
          "forward proxy: caches",
          "reverse proxy",
          "reverse proxy: hides the server's address",
          "reverse proxy: balances load",
          "UDP datagram without a connection",
          "TCP SYN / SYN+ACK / ACK with both initial sequence numbers",
          "segments ordered by sequence number",
          "ACK and retransmission",
          "flow control",
          "congestion control",
          "four-way close",
          "CA: the server's public key and names in a request",
          "CA: signed with the CA's private key",
          "CA: the CA's public key held by the client",
          "the certificate sent",
          "its signature verified",
          "the server's public key taken from it",
          "a symmetric key agreed",
          "data encrypted with it",
          "HTTPS",
          "HTTP cache",
          "API",
          "REST API");

  private final Page page = Page.read();

  @Test
  void everyClassExists() {
    assertThat(page.classes()).hasSizeGreaterThan(40);
    for (String name : page.classes()) {
      assertThatCode(() -> Class.forName(name, false, getClass().getClassLoader()))
          .as(name)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void theEventsAreTheVocabulary() {
    Set<String> vocabulary = new TreeSet<>();
    for (Class<?> layer : Event.class.getPermittedSubclasses()) {
      Stream.of(layer.getPermittedSubclasses())
          .forEach(e -> vocabulary.add(layer.getSimpleName() + "." + e.getSimpleName()));
    }
    assertThat(page.events()).isEqualTo(vocabulary);
  }

  @Test
  void everyRowIsWhole() {
    assertThat(page.table("On the way")).hasSizeGreaterThan(30).allMatch(r -> r.size() == 4);
    assertThat(page.table("When it breaks")).hasSizeGreaterThan(10).allMatch(r -> r.size() == 5);
    for (List<String> row : page.table("On the way").subList(1, 30)) {
      assertThat(Page.code(row.get(1))).as(row.getFirst()).hasSize(1);
      assertThat(row.get(2)).as(row.getFirst()).matches("-|\\d{3,4}.*");
      assertThat(Page.code(row.get(3))).as(row.getFirst()).isNotEmpty();
    }
  }

  @Test
  void everyFailureHasItsCode() {
    Set<String> known = new TreeSet<>();
    Stream.of(Code.values()).forEach(c -> known.add(c.number()));
    for (List<String> row : page.table("When it breaks")) {
      List<String> codes = NUMBER.matcher(row.get(3)).results().map(r -> r.group()).toList();
      assertThat(codes).as(row.getFirst()).isNotEmpty();
      assertThat(known).as(row.getFirst()).containsAll(codes);
    }
  }

  @Test
  void everyConceptHasClassEventAndCommand() {
    List<List<String>> rows = page.table("Concepts");
    assertThat(rows.stream().map(List::getFirst)).containsExactlyElementsOf(CONCEPTS);
    for (List<String> row : rows) {
      assertThat(row).as(row.getFirst()).hasSize(4);
      assertThat(Page.code(row.get(1))).as(row.getFirst()).hasSize(1);
      assertThat(Page.code(row.get(2))).as(row.getFirst()).isNotEmpty();
      assertThat(Page.code(row.get(3))).as(row.getFirst()).hasSize(1);
    }
  }

  @Test
  void everyCommandIsKnown() throws Exception {
    String help = Program.run("--help").out();
    Map<String, String> usage = new HashMap<>();
    for (List<String> row : page.table("Concepts")) {
      List<String> words = List.of(Page.code(row.get(3)).getFirst().split(" "));
      if (words.getFirst().equals("naru")) {
        String command = words.get(1);
        assertThat(help).as(row.toString()).containsPattern("(?m)^ +" + command + "\\b");
        if (!usage.containsKey(command)) {
          usage.put(command, Program.run(command, "--help").out());
        }
        String said = String.valueOf(usage.get(command));
        words.stream()
            .filter(w -> w.startsWith("--"))
            .forEach(option -> assertThat(said).as(row.toString()).contains(option));
      } else {
        assertThat(FOREIGN).contains(words.getFirst());
      }
    }
  }
}

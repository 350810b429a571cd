package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import naru.app.config.Upstream;
import naru.app.config.problem.ReportText;
import naru.app.text.Language;
import naru.base.Endpoint;
import naru.gateway.config.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where targets are: hosts, services, Unix sockets. */
class SitesTest {
  private static Loaded load(String targets) {
    String text =
        """
        naru: 1
        listen: { gateway: http://127.0.0.1:1 }
        gateway:
          upstreams: { app: { targets: %s } }
          routes: [{ name: r, to: app }]
        """
            .formatted(targets);
    return ConfigFile.parse("naru.yaml", Path.of("/etc/naru"), text);
  }

  private static List<Site> sites(String targets) {
    if (!(load(targets) instanceof Loaded.Valid valid)) {
      throw new AssertionError(ReportText.of(load(targets).report(), Language.EN, false));
    }
    return valid.config().gateway().upstreams().getFirst().targets().stream()
        .map(Upstream.Target::to)
        .toList();
  }

  private static Site socket(String path) {
    return new Site.Socket(UnixDomainSocketAddress.of(path));
  }

  @Test
  void eachKindHasItsForm() {
    assertThat(
            sites(
                "[127.0.0.1:1, '[::1]:1', { srv: _h._tcp.a.test }, { to: unix:/r/a, weight: 2 }]"))
        .containsExactly(
            new Site.Host(new Endpoint("127.0.0.1", 1)),
            new Site.Host(new Endpoint("::1", 1)),
            new Site.Service("_h._tcp.a.test"),
            socket("/r/a"))
        .extracting(Object::toString)
        .containsExactly("127.0.0.1:1", "[::1]:1", "_h._tcp.a.test", "unix:/r/a");
  }

  /** A relative path starts in the folder of the file; {@code //} is how Docker writes it. */
  @ParameterizedTest
  @CsvSource({
    "unix:/run/app.sock, /run/app.sock",
    "unix:///run/app.sock, /run/app.sock",
    "unix:run/app.sock, /etc/naru/run/app.sock",
    "unix:../app.sock, /etc/app.sock",
    "unix:/run/my:app.sock, /run/my:app.sock"
  })
  void pathsOfSockets(String written, String path) {
    assertThat(sites(written)).containsExactly(socket(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://unix:/run/app.sock",
        "http://unix:/run/app.sock:/",
        "http+unix://%2Frun%2Fapp.sock",
        "unix//run/app.sock",
        "unix+h2c//run/app.sock",
        "unix@/run/app.sock",
        "/run/app.sock"
      })
  void asOthersWriteIt(String written) {
    assertThat(ReportText.of(load("'" + written + "'").report(), Language.EN, false))
        .contains("N3024", "did you mean 'unix:/run/app.sock'?");
  }

  /** Behind nginx's second colon is the path of requests. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:/run/app.sock:/",
        "unix:/run/app.sock:",
        "unix:/run/app.sock:/shop:/x",
      })
  void aSocketHasNoPathOfRequests(String written) {
    assertThat(ReportText.of(load("'" + written + "'").report(), Language.EN, false))
        .contains("N3056", "did you mean 'unix:/run/app.sock'?");
  }

  @Test
  void thereIsNoShellThatKnowsAHome() {
    assertThat(ReportText.of(load("unix:~/app.sock").report(), Language.EN, false))
        .contains("N3056", "'~' is no home folder here: write the whole path");
  }

  @Test
  void aPathMayBeSoLong() {
    String longest = "/" + "a".repeat(106);
    assertThat(sites("unix:" + longest)).containsExactly(socket(longest));
    assertThat(ReportText.of(load("unix:" + longest + "b").report(), Language.EN, false))
        .contains("N3057", "the path of this Unix socket has 108 bytes", "at most 107");
  }
}

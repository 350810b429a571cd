package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.config.problem.ReportText;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.app.text.Language;
import naru.base.Clock;
import naru.base.DomainPattern;
import naru.base.Metrics;
import naru.ca.Authority;
import naru.ca.CaConfig;
import naru.ca.core.Pem;
import naru.trace.Party;
import naru.transport.Credential;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of the cookbook is right as it stands there: no error, and nothing to warn of. */
class CookbookTest {
  private static final Path DOCS = Path.of("../../docs");
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^## ([^\\n]+)\\n|^```yaml\\n(.*?)^```$");
  private static final String THERE = "/etc/naru/";

  @TempDir Path folder;

  /** A file, and the heading under which it stands. */
  private record Recipe(String heading, String text) {}

  private static List<Recipe> recipes(String page) throws IOException {
    List<Recipe> all = new ArrayList<>();
    String heading = "";
    for (Matcher m = FENCED.matcher(Files.readString(DOCS.resolve(page))); m.find(); ) {
      if (m.group(1) != null) {
        heading = m.group(1);
      } else {
        all.add(new Recipe(heading, m.group(2)));
      }
    }
    return all;
  }

  @BeforeEach
  void filesThatTheRecipesName() throws IOException {
    Files.createDirectories(folder.resolve("tls"));
    CaConfig config = CaConfig.of(List.of(DomainPattern.parse("*.example.com")));
    try (Authority authority =
        Authority.open(config, folder.resolve("ca"), Clock.system(), new Metrics())) {
      for (String name : List.of("shop", "blog")) {
        Credential made =
            authority
                .certificates(Party.GATEWAY)
                .credentialFor(name + ".example.com", (from, to, how, event) -> {});
        Files.writeString(folder.resolve("tls/" + name + ".pem"), Pem.of(made.chain()));
        Path key =
            Files.createFile(
                folder.resolve("tls/" + name + ".key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, Pem.of(made.key()));
      }
      Files.writeString(folder.resolve("tls/internal-ca.pem"), authority.rootPem());
    }
    String hash = "$2y$05$" + "abcdefghijklmnopqrstuu" + "abcdefghijklmnopqrstuvwxyz01234";
    Files.writeString(folder.resolve("htpasswd"), "kim:" + hash + "\n");
    Files.createDirectories(folder.resolve("pages"));
    Files.writeString(folder.resolve("pages/slow.html"), "<h1>${status}</h1>");
    Files.writeString(folder.resolve("pages/error.html"), "<h1>${status}</h1>");
    Files.createDirectories(folder.resolve("site"));
    Files.writeString(folder.resolve("site/index.html"), "<h1>site</h1>");
    Files.createDirectories(folder.resolve("blog"));
    Files.writeString(folder.resolve("blog/404.html"), "<h1>404</h1>");
    Files.createDirectories(folder.resolve("manual"));
  }

  @Test
  void everyFileIsValid() throws IOException {
    List<Recipe> all = recipes("cookbook.md");
    assertThat(all).hasSizeGreaterThanOrEqualTo(16);
    for (Recipe recipe : all) {
      String here = recipe.text().replace(THERE, folder + "/");
      Loaded loaded = ConfigFile.parse("naru.yaml", folder, here);
      assertThat(ReportText.of(loaded.report(), Language.EN, false)).as(recipe.heading()).isEmpty();
    }
  }

  @Test
  void theKoreanPageHasTheSameFiles() throws IOException {
    List<String> english = recipes("cookbook.md").stream().map(CookbookTest::bare).toList();
    assertThat(recipes("cookbook.ko.md").stream().map(CookbookTest::bare).toList())
        .isEqualTo(english);
  }

  /** Without what is said in words. */
  private static String bare(Recipe recipe) {
    return recipe.text().replaceAll("(?m) +# .*$", "").replaceAll("body: .*", "body: ");
  }
}

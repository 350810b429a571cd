package naru.origin.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static naru.origin.core.Asking.ask;
import static naru.origin.core.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Place;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Refusal;
import naru.trace.OriginEvent;
import org.junit.jupiter.api.Test;

/** Pages that stand for what is no file, and how refusals are told. */
final class SitePagesTest extends SiteScene {
  @Test
  void pagesThatAreNoFilesAndWhatCachesAreTold() throws IOException {
    write("assets/app.js", "1");
    List<CacheRule> rules =
        List.of(
            new CacheRule("/assets/**", "max-age=31536000, immutable"),
            new CacheRule("*.html", "no-cache"));
    site =
        site(
            new FileConfig(
                java.util.Optional.of(root),
                rules,
                false,
                Precompressed.USUAL,
                Pages.USUAL.fallingBackTo("/index.html")));
    Answer page = answer(get("/orders/7"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(text(page)).isEqualTo("<p>home");
    assertThat(page.field("Cache-Control")).contains("no-cache");
    assertThat(site.answer(get("/orders/7"), moment()).path()).isEqualTo("index.html");
    assertThat(answer(get("/assets/gone.js")).status()).isEqualTo(404);
    assertThat(answer(get("/user/a.b", "Accept", "text/html,*/*")))
        .satisfies(a -> assertThat(a.status()).isEqualTo(200))
        .satisfies(a -> assertThat(a.fields()).contains(new FieldLine("Vary", "Accept")));
    assertThat(answer(get("/user/a.b", "Accept", "*/*")))
        .satisfies(a -> assertThat(a.status()).isEqualTo(404))
        .satisfies(a -> assertThat(a.fields()).contains(new FieldLine("Vary", "Accept")));
    assertThat(answer(get("/.git/config")).status()).isEqualTo(404);
    assertThat(answer(ask("POST", "/orders/7")).status()).isEqualTo(405);
    assertThat(answer(get("/assets/app.js")).field("Cache-Control"))
        .contains("max-age=31536000, immutable");
    assertThat(answer(get("/notes.txt")).field("Cache-Control")).contains("max-age=300");
    assertThat(site.quick(get("/assets/app.js"), moment()).orElseThrow().answer())
        .satisfies(a -> assertThat(a.field("Cache-Control").orElse("")).contains("immutable"));
  }

  @Test
  void aRefusalSaysWhyAndLeavesItsWordsToWhoSendsIt() throws IOException {
    Files.createDirectories(root.resolve("empty"));
    Files.createSymbolicLink(root.resolve("up"), directory);
    assertThat(refusal(get("/none")))
        .isEqualTo(new Refusal(Code.FILE_MISSING, "there is no file 'none'", false));
    assertThat(refusal(get("/empty/")).detail())
        .isEqualTo("the folder 'empty' has no page, such as index.html");
    assertThat(refusal(get("/.secret")).detail()).contains("is hidden");
    assertThat(refusal(get("/up/")).detail()).contains("leads out of the folder");
    assertThat(refusal(get("/%00")).code()).isEqualTo(Code.REQUEST_MALFORMED);
    assertThat(refusal(get("/notes.txt", "Range", "bytes=5000-")).code())
        .isEqualTo(Code.REQUEST_RANGE);
    assertThat(answer(get("/none")).body()).isEmpty();
    assertThat(look("/empty/")).isEqualTo("no_index empty 0");
    assertThat(look("/up/")).isEqualTo("outside up 0");
  }

  /** Where nothing is, nothing else is to be had either; the disk is not asked. */
  @Test
  void otherMethodsAreRefusedWhateverIsThere() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "PROPFIND", "get")) {
      Answer answer = answer(ask(method, "/none"));
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.field("Allow")).as(method).contains("GET, HEAD, OPTIONS");
      assertThat(site.look(ask(method, "/notes.txt"), Place.BUILT_IN).verdict())
          .isEqualTo(OriginEvent.Verdict.METHOD);
    }
  }

  @Test
  void theFirstPageOfAFolderThatIsThere() throws IOException {
    write("docs/index.htm", "old");
    write("docs/home.html", "home");
    site =
        site(
            new Pages(
                List.of("home.html", "index.htm"), List.of(), Optional.empty(), Optional.empty()));
    assertThat(text(answer(get("/docs/")))).isEqualTo("home");
    Files.delete(root.resolve("docs/home.html"));
    assertThat(text(answer(get("/docs/")))).isEqualTo("old");
    assertThat(answer(get("/")).status()).as("its index.html is a file only").isEqualTo(404);
    assertThat(text(answer(get("/index.html")))).isEqualTo("<p>home");
    site = site(new Pages(List.of(), List.of(), Optional.empty(), Optional.empty()));
    assertThat(answer(get("/docs/")).status()).isEqualTo(404);
  }

  /** As nginx's {@code try_files $uri $uri.html $uri/}. */
  @Test
  void suffixesAreTriedBehindNamesThatAreNoFiles() throws IOException {
    write("about.html", "about");
    write("docs.html", "all docs");
    write("notes.txt.html", "not this");
    site = site(new Pages(List.of(), List.of(".htm", ".html"), Optional.empty(), Optional.empty()));
    assertThat(text(answer(get("/about")))).isEqualTo("about");
    assertThat(site.quick(get("/about"), moment())).isPresent();
    assertThat(text(answer(get("/docs")))).as("before the folder").isEqualTo("all docs");
    assertThat(text(answer(get("/notes.txt")))).startsWith("0123");
    assertThat(answer(get("/about/")).status()).isEqualTo(404);
    assertThat(answer(get("/.secret")).status()).isEqualTo(404);
    assertThat(look("/about")).isEqualTo("suffix about.html 5");
  }

  @Test
  void browsersSeeThePageForWhatIsMissing() throws IOException {
    write("404.html", "<h1>gone astray");
    site =
        site(
            new Pages(
                List.of("index.html"), List.of(), Optional.empty(), Optional.of("/404.html")));
    FileReply page = site.answer(get("/none", "Accept", "text/html,*/*;q=0.8"), moment());
    assertThat(page.refusal().orElseThrow().hasPage()).isTrue();
    assertThat(page.answer().status()).isEqualTo(404);
    assertThat(text(page.answer())).isEqualTo("<h1>gone astray");
    assertThat(page.answer().field("Cache-Control")).contains("no-store");
    assertThat(page.answer().field("ETag")).isEmpty();
    Ask part = get("/none", "Accept", "text/html", "Range", "bytes=0-1", "If-None-Match", "*");
    assertThat(answer(part).status()).isEqualTo(404);
    Answer head = answer(ask("HEAD", "/none", "Accept", "text/html"));
    assertThat(head.length()).isEqualTo(15);
    assertThat(head.body()).isEmpty();
    assertThat(refusal(get("/none")).hasPage()).as("a program").isFalse();
    Files.delete(root.resolve("404.html"));
    nanos += HotFiles.TRUST_NANOS + 1;
    assertThat(refusal(get("/none", "Accept", "text/html")).hasPage()).isFalse();
  }

  /** Or each address of a program in the browser would cost a reading and a hashing. */
  @Test
  void pagesThatStandForOthersAreKept() throws IOException {
    write("404.html", "<h1>gone astray");
    site =
        site(
            new Pages(
                List.of("index.html"),
                List.of(),
                Optional.of("/index.html"),
                Optional.of("/404.html")));
    assertThat(held("/orders/7")).isSameAs(held("/orders/8"));
    site = site(new Pages(List.of(), List.of(), Optional.empty(), Optional.of("/404.html")));
    assertThat(held("/none")).isSameAs(held("/neither"));
    write("404.html", "other");
    nanos += HotFiles.TRUST_NANOS + 1;
    assertThat(new String(held("/none"), UTF_8)).isEqualTo("other");
  }

  private byte[] held(String path) throws IOException {
    Part part = answer(get(path, "Accept", "text/html")).body().getFirst();
    return ((Part.Held) part).whole();
  }

  /** Tests may run as somebody who may read everything. */
  @Test
  void whatMayNotBeReadIsToldApartFromWhatIsNotThere() throws IOException {
    assertThat(DirectoryTree.none(new AccessDeniedException("x"))).isInstanceOf(Tree.Denied.class);
    assertThat(DirectoryTree.none(new NoSuchFileException("x"))).isEqualTo(Tree.Missing.NOTHING);
  }

  /** A program in the browser must not be told that all is well. */
  @Test
  void troubleOfTheDiskIsNoMissingFile() throws IOException {
    FileSystemException many = new FileSystemException("x", null, "Too many open files");
    assertThatThrownBy(() -> DirectoryTree.none(many)).isSameAs(many);
    Refusal told = site.unreadable(get("/x"), many).refusal().orElseThrow();
    assertThat(told.code()).isEqualTo(Code.FILE_UNREADABLE);
    assertThat(told.detail()).contains("Too many open files");
    site = site(FileConfig.of(Path.of("/proc/self")));
    assertThatThrownBy(() -> answer(get("/mem"))).isInstanceOf(IOException.class);
  }

  @Test
  void pathsThatCanBeNoFilesAreMissing() throws IOException {
    Files.createSymbolicLink(root.resolve("one"), root.resolve("two"));
    Files.createSymbolicLink(root.resolve("two"), root.resolve("one"));
    String deep = ("/" + "d".repeat(250)).repeat(20);
    for (String path : List.of("/one", "/one/x", "/notes.txt/x/y", deep)) {
      assertThat(refusal(get(path)).code()).as(path).isEqualTo(Code.FILE_MISSING);
    }
    site = site(new Pages(List.of(), List.of(".html"), Optional.empty(), Optional.empty()));
    assertThat(refusal(get("/" + "d".repeat(255))).code()).isEqualTo(Code.FILE_MISSING);
  }

  /** As a release is put in place: nothing is told, and no look sees half of it. */
  @Test
  void aRootThatIsALinkIsFollowedAnewAtEachLook() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "second");
    Path link = Files.createSymbolicLink(directory.resolve("current"), root);
    site = site(FileConfig.of(link));
    assertThat(text(answer(get("/notes.txt")))).startsWith("0123");
    Path next = Files.createSymbolicLink(directory.resolve("next"), other);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    assertThat(text(answer(get("/notes.txt")))).isEqualTo("second");
    assertThat(answer(get("/docs/")).status()).isEqualTo(404);
    Files.delete(link);
    assertThat(answer(get("/notes.txt")).status()).as("gone").isEqualTo(404);
  }

  @Test
  void theBuiltInSiteNamesNoOtherHost() throws IOException {
    site = site(FileConfig.builtIn());
    for (String path :
        new String[] {"/", "/ko/", "/style.css", "/journey.svg", "/journey.ko.svg"}) {
      Answer answer = answer(get(path));
      assertThat(answer.status()).as(path).isEqualTo(200);
      String text = text(answer).replace("http://www.w3.org/2000/svg", "");
      assertThat(text).as(path).doesNotContain("src=\"http", "href=\"http", "url(h", "@import");
    }
    assertThat(answer(get("/ko")).status()).isEqualTo(308);
    assertThat(answer(get("/none/")).status()).isEqualTo(404);
  }

  @Test
  void aRootThatIsNoDirectoryIsRefused() {
    assertThatThrownBy(() -> site(FileConfig.of(root.resolve("notes.txt"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a directory");
  }
}

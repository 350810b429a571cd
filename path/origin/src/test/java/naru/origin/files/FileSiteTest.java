package naru.origin.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static naru.origin.core.Asking.ask;
import static naru.origin.core.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Metrics;
import naru.base.Place;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Refusal;
import naru.trace.OriginEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSiteTest {
  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant MODIFIED = Instant.parse("2026-04-01T12:00:00Z");

  @TempDir Path directory;
  private Path root;
  private FileSite site;
  private long nanos;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    write("index.html", "<p>home");
    write("notes.txt", "0123456789".repeat(100));
    write("docs/index.html", "<p>docs");
    write(".secret", "no");
    site = site(FileConfig.of(root));
  }

  private static FileSite site(FileConfig config) throws IOException {
    return FileSite.of(config, HotMemory.of(new Metrics(), 1 << 20));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
  }

  private String look(String target, String... fields) {
    OriginEvent.Looked seen = site.look(get(target, fields), Place.BUILT_IN);
    assertThat(seen.folder()).isEqualTo(root.toString());
    return seen.verdict().name().toLowerCase(Locale.ROOT) + " " + seen.path() + " " + seen.bytes();
  }

  @Test
  void aDryRunTellsWhatIsThere() throws IOException {
    assertThat(look("/")).isEqualTo("index index.html 7");
    assertThat(look("/docs/")).isEqualTo("index docs/index.html 7");
    assertThat(look("/docs")).isEqualTo("folder docs 0");
    assertThat(look("/notes.txt?a=b")).isEqualTo("file notes.txt 1000");
    assertThat(look("/.secret")).isEqualTo("hidden .secret 0");
    assertThat(look("/users/7")).isEqualTo("missing users/7 0");
    assertThat(look("/%00")).startsWith("refused ");
    site =
        site(
            new FileConfig(
                Optional.of(root),
                List.of(),
                false,
                Precompressed.USUAL,
                Pages.USUAL.fallingBackTo("/index.html")));
    assertThat(look("/users/7")).isEqualTo("fallback index.html 7");
    assertThat(look("/app.js")).isEqualTo("missing app.js 0");
    assertThat(look("/app.js", "accept", "text/html")).isEqualTo("fallback index.html 7");
  }

  private Answer answer(Ask ask) throws IOException {
    return site.answer(ask, moment()).answer();
  }

  private FileReply.Moment moment() {
    return new FileReply.Moment(NOW, nanos, () -> "BOUNDARY");
  }

  static byte[] bytes(Answer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : answer.body()) {
      switch (part) {
        case Part.Bytes b -> out.write(b.array(), b.offset(), b.count());
        case Part.Slice s -> {
          byte[] all = Files.readAllBytes(s.file());
          out.write(all, (int) s.from(), (int) s.length());
        }
      }
    }
    return out.toByteArray();
  }

  private static String text(Answer answer) throws IOException {
    return new String(bytes(answer), UTF_8);
  }

  @Test
  void aFileWithItsMetadata() throws IOException {
    Answer answer = answer(get("/notes.txt"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.length()).isEqualTo(1000);
    assertThat(answer.field("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(answer.field("Last-Modified")).contains("Wed, 01 Apr 2026 12:00:00 GMT");
    assertThat(answer.field("Accept-Ranges")).contains("bytes");
    assertThat(answer.field("Cache-Control")).contains("max-age=300");
    assertThat(answer.field("Vary")).isEmpty();
    assertThat(answer.field("Server")).isEmpty();
  }

  @Test
  void foldersAndTheirIndex() throws IOException {
    assertThat(text(answer(get("/")))).isEqualTo("<p>home");
    assertThat(text(answer(get("/docs/")))).isEqualTo("<p>docs");
    Answer moved = answer(get("/docs?a=b"));
    assertThat(moved.status()).isEqualTo(308);
    assertThat(moved.field("Location")).contains("/docs/?a=b");
    assertThat(answer(get("//docs")).field("Location")).contains("/docs/");
    assertThat(answer(get("/notes.txt/")).status()).isEqualTo(404);
  }

  @Test
  void whatMustNotBeShown() throws IOException {
    Files.writeString(directory.resolve("outside.txt"), "secret");
    Files.createSymbolicLink(root.resolve("link.txt"), directory.resolve("outside.txt"));
    Files.createSymbolicLink(root.resolve("up"), directory);
    Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("notes.txt"));
    assertThat(answer(get("/link.txt")).status()).isEqualTo(404);
    assertThat(answer(get("/up/outside.txt")).status()).isEqualTo(404);
    assertThat(answer(get("/.secret")).status()).isEqualTo(404);
    assertThat(answer(get("/..%2foutside.txt")).status()).isEqualTo(400);
    assertThat(answer(get("/inside.txt")).status()).as("a link within").isEqualTo(200);
    site =
        site(
            new FileConfig(
                java.util.Optional.of(root), List.of(), true, Precompressed.USUAL, Pages.USUAL));
    assertThat(text(answer(get("/link.txt")))).isEqualTo("secret");
  }

  @Test
  void aLinkToASiblingThatLeavesTheRootIsNoCoding() throws IOException {
    Files.writeString(directory.resolve("outside.gz"), "secret");
    Files.createSymbolicLink(root.resolve("notes.txt.gz"), directory.resolve("outside.gz"));
    Answer answer = answer(get("/notes.txt", "Accept-Encoding", "gzip"));
    assertThat(answer.field("Content-Encoding")).isEmpty();
  }

  @Test
  void rfc9110_section9_3_2_headIsGetWithoutContent() throws IOException {
    Answer get = answer(get("/notes.txt"));
    Answer head = answer(ask("HEAD", "/notes.txt", "Range", "bytes=0-1"));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.fields()).isEqualTo(get.fields());
    assertThat(head.length()).isEqualTo(1000);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void rfc9110_section15_5_6_otherMethods() throws IOException {
    Answer answer = answer(ask("POST", "/notes.txt"));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.field("Allow")).contains("GET, HEAD, OPTIONS");
    assertThat(answer(ask("OPTIONS", "/notes.txt")).status()).isEqualTo(204);
  }

  @Test
  void rfc9110_section15_4_5_notModified() throws IOException {
    String tag = answer(get("/notes.txt")).field("ETag").orElseThrow();
    Answer answer = answer(get("/notes.txt", "If-None-Match", tag));
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.field("ETag")).contains(tag);
    assertThat(answer.field("Cache-Control")).contains("max-age=300");
    assertThat(answer.length()).isEqualTo(Answer.UNANNOUNCED);
    assertThat(answer(get("/notes.txt", "If-Match", "\"x\"")).status()).isEqualTo(412);
  }

  @Test
  void rfc9110_section15_3_7_1_singlePart() throws IOException {
    Answer answer = answer(get("/notes.txt", "Range", "bytes=-3"));
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.field("Content-Range")).contains("bytes 997-999/1000");
    assertThat(text(answer)).isEqualTo("789");
  }

  @Test
  void rfc9110_section15_3_7_2_multipleParts() throws IOException {
    Answer answer = answer(get("/notes.txt", "Range", "bytes=0-1,500-502"));
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.field("Content-Type")).contains("multipart/byteranges; boundary=BOUNDARY");
    assertThat(answer.field("Content-Range")).isEmpty();
    assertThat(text(answer))
        .isEqualTo(
            "--BOUNDARY\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Range: bytes 0-1/1000\r\n\r\n01\r\n"
                + "--BOUNDARY\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Range: bytes 500-502/1000\r\n\r\n012\r\n--BOUNDARY--\r\n");
    assertThat(answer.length()).isEqualTo(bytes(answer).length);
  }

  @Test
  void rfc9110_section15_5_17_unsatisfiable() throws IOException {
    Answer answer = answer(get("/notes.txt", "Range", "bytes=1000-"));
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.field("Content-Range")).contains("bytes */1000");
  }

  @Test
  void rfc9110_section12_5_3_precompressedSiblings() throws IOException {
    write("notes.txt.gz", "gzipped");
    write("notes.txt.br", "brotli");
    Answer br = answer(get("/notes.txt", "Accept-Encoding", "gzip, br"));
    assertThat(br.field("Content-Encoding")).contains("br");
    assertThat(br.field("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(br.field("Vary")).contains("Accept-Encoding");
    assertThat(text(br)).isEqualTo("brotli");
    Answer plain = answer(get("/notes.txt"));
    assertThat(plain.field("Content-Encoding")).isEmpty();
    assertThat(plain.field("Vary")).as("plain or not").contains("Accept-Encoding");
    assertThat(plain.field("ETag")).isNotEqualTo(br.field("ETag"));
    assertThat(
            answer(get("/notes.txt", "Accept-Encoding", "br;q=0.1, gzip"))
                .field("Content-Encoding"))
        .contains("gzip");
  }

  @Test
  void rangesAndTagsAreThoseOfTheCodedFile() throws IOException {
    write("notes.txt.zst", "0123456789abcdef");
    Answer part = answer(get("/notes.txt", "Accept-Encoding", "zstd", "Range", "bytes=10-"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.field("Content-Encoding")).contains("zstd");
    assertThat(part.field("Content-Range")).contains("bytes 10-15/16");
    assertThat(text(part)).isEqualTo("abcdef");
    String tag = part.field("ETag").orElseThrow();
    assertThat(tag).startsWith("\"").endsWith("-zstd\"");
    String[] again = {"Accept-Encoding", "zstd", "If-None-Match", tag};
    assertThat(answer(get("/notes.txt", again)).status()).isEqualTo(304);
    assertThat(answer(get("/notes.txt", "If-None-Match", tag)).status())
        .as("who takes no coding has another file")
        .isEqualTo(200);
    Answer other = answer(get("/notes.txt", "Range", "bytes=0-1", "If-Range", tag));
    assertThat(other.status()).as("a part of another file is of no use").isEqualTo(200);
  }

  @Test
  void theTraceHearsWhichFileAndWhy() throws IOException {
    write("docs/a.js", "plain");
    write("docs/a.js.br", "brotli");
    write("docs/a.js.gz", "gzip");
    write("docs/a.js.zst", "old");
    FileTime before = FileTime.from(MODIFIED.minusSeconds(1));
    Files.setLastModifiedTime(root.resolve("docs/a.js.zst"), before);
    assertThat(siblings("gzip, br, zstd"))
        .containsExactly("a.js.br sent", "a.js.gz passed-over", "a.js.zst older");
    assertThat(siblings("gzip"))
        .containsExactly("a.js.br not-accepted", "a.js.gz sent", "a.js.zst older");
    assertThat(siblings("gzip;q=0"))
        .containsExactly("a.js.br not-accepted", "a.js.gz not-accepted", "a.js.zst older");
    assertThat(site.answer(get("/notes.txt"), moment()).siblings()).isEmpty();
  }

  @Test
  void whatAClientTakesIsReadOnceForAFileThatIsKept() throws IOException {
    write("docs/a.js", "plain");
    write("docs/a.js.gz", "gzip");
    FileReply first = site.answer(get("/docs/a.js", "Accept-Encoding", "gzip, br"), moment());
    FileReply hit = quick("gzip, br");
    assertThat(hit.siblings()).isNotEmpty().isSameAs(first.siblings());
    assertThat(quick("br").siblings()).extracting(Object::toString).doesNotContain("sent");
    for (int i = 0; i < 100; i++) {
      assertThat(quick("gzip, x" + i).coding()).isEqualTo("gzip");
      assertThat(quick("x" + i).coding()).isEmpty();
    }
    String spread = "gzip," + " ".repeat(4000);
    assertThat(quick(spread).siblings()).isNotSameAs(quick(spread).siblings());
  }

  private FileReply quick(String accepted) {
    return site.quick(get("/docs/a.js", "Accept-Encoding", accepted), moment()).orElseThrow();
  }

  private List<String> siblings(String accepted) throws IOException {
    return site.answer(get("/docs/a.js", "Accept-Encoding", accepted), moment()).siblings().stream()
        .map(s -> s.file() + " " + s.verdict())
        .toList();
  }

  @Test
  void anOldSiblingIsPassedOverUnlessToldOtherwise() throws IOException {
    write("notes.txt.gz", "of yesterday");
    FileTime before = FileTime.from(MODIFIED.minusSeconds(1));
    Files.setLastModifiedTime(root.resolve("notes.txt.gz"), before);
    Ask ask = get("/notes.txt", "Accept-Encoding", "gzip");
    assertThat(answer(ask).field("Content-Encoding")).isEmpty();
    assertThat(answer(ask).field("Vary")).isEmpty();
    site = site(FileConfig.of(root, new Precompressed(List.of("gzip"), true)));
    assertThat(text(answer(ask))).isEqualTo("of yesterday");
  }

  @Test
  void theOrderDecidesBetweenEqualsAndOffIsOff() throws IOException {
    write("notes.txt.gz", "gzip");
    write("notes.txt.br", "brotli");
    Ask ask = get("/notes.txt", "Accept-Encoding", "br, gzip");
    site = site(FileConfig.of(root, new Precompressed(List.of("gzip", "br"), false)));
    assertThat(answer(ask).field("Content-Encoding")).contains("gzip");
    site = site(FileConfig.of(root, Precompressed.OFF));
    assertThat(answer(ask).field("Content-Encoding")).isEmpty();
    assertThat(answer(ask).field("Vary")).isEmpty();
    assertThat(text(answer(get("/notes.txt.gz")))).as("a file like any other").isEqualTo("gzip");
  }

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
  void smallFilesAreAnsweredFromMemoryForASecond() throws IOException {
    assertThat(site.quick(get("/notes.txt"), moment())).isEmpty();
    answer(get("/notes.txt"));
    write("notes.txt", "new");
    nanos += HotFiles.TRUST_NANOS;
    assertThat(site.quick(get("/notes.txt"), moment()).orElseThrow().bytes()).isEqualTo(1000);
    nanos += 1;
    assertThat(site.quick(get("/notes.txt"), moment())).isEmpty();
    assertThat(text(answer(get("/notes.txt")))).isEqualTo("new");
    assertThat(site.quick(ask("POST", "/notes.txt"), moment())).isEmpty();
  }

  @Test
  void aRemovedFileIsForgotten() throws IOException {
    answer(get("/notes.txt"));
    Files.delete(root.resolve("notes.txt"));
    nanos += TimeUnit.SECONDS.toNanos(2);
    assertThat(answer(get("/notes.txt")).status()).isEqualTo(404);
    nanos -= TimeUnit.SECONDS.toNanos(2);
    assertThat(site.quick(get("/notes.txt"), moment())).isEmpty();
  }

  @Test
  void theSameSmallContentHasTheSameTagEverywhere() throws IOException {
    write("copy.txt", "0123456789".repeat(100));
    assertThat(answer(get("/copy.txt")).field("ETag"))
        .isEqualTo(answer(get("/notes.txt")).field("ETag"));
  }

  @Test
  void largeFilesStayOnTheDisk() throws IOException {
    write("large.bin", "x".repeat(FileSite.SMALL_BYTES + 1));
    Answer answer = answer(get("/large.bin"));
    assertThat(answer.isInMemory()).isFalse();
    assertThat(answer.length()).isEqualTo(FileSite.SMALL_BYTES + 1);
    assertThat(site.quick(get("/large.bin"), moment())).isEmpty();
    String tag = answer.field("ETag").orElseThrow();
    Files.setLastModifiedTime(root.resolve("large.bin"), FileTime.from(MODIFIED.plusNanos(1000)));
    assertThat(answer(get("/large.bin")).field("ETag")).isNotEqualTo(java.util.Optional.of(tag));
  }

  private FileSite site(Pages pages) throws IOException {
    return site(new FileConfig(Optional.of(root), List.of(), false, Precompressed.USUAL, pages));
  }

  private Refusal refusal(Ask ask) throws IOException {
    return site.answer(ask, moment()).refusal().orElseThrow();
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
    assertThat(refusal(get("/none", "Accept", "text/html")).hasPage()).isFalse();
  }

  /** Tests may run as somebody who may read everything. */
  @Test
  void whatMayNotBeReadIsToldApartFromWhatIsNotThere() {
    assertThat(DirectoryTree.none(new AccessDeniedException("x"))).isInstanceOf(Tree.Denied.class);
    assertThat(DirectoryTree.none(new NoSuchFileException("x"))).isEqualTo(Tree.Missing.NOTHING);
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

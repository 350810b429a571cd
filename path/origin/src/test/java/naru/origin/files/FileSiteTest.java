package naru.origin.files;

import static naru.origin.core.Asking.ask;
import static naru.origin.core.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import org.junit.jupiter.api.Test;

/** What a site of files answers: content, metadata, ranges and conditions, from disk and memory. */
final class FileSiteTest extends SiteScene {
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

  /** The client knows nothing of the path that a rewrite made of its own. */
  @Test
  void aFolderIsWhereTheClientAskedForIt() throws IOException {
    Answer moved = answer(get("/docs?inner").asked("/v1/docs?a=b"));
    assertThat(moved.field("Location")).contains("/v1/docs/?a=b");
    assertThat(text(moved)).isEqualTo("The folder is at /v1/docs/\n");
    assertThat(answer(get("/docs?inner").asked("/v1/docs")).field("Location"))
        .contains("/v1/docs/");
    Ask there = get("/docs").asked("/v1/docs/?a=b");
    assertThat(text(answer(there))).as("it has its slash").isEqualTo("<p>docs");
    assertThat(site.quick(get("/docs"), moment())).as("for no other").isEmpty();
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
    write("copy.bin", "x".repeat(FileSite.SMALL_BYTES + 1));
    assertThat(answer(get("/copy.bin")).field("ETag")).as("on another machine").contains(tag);
    Files.setLastModifiedTime(root.resolve("large.bin"), FileTime.from(MODIFIED.plusNanos(1000)));
    assertThat(answer(get("/large.bin")).field("ETag")).isNotEqualTo(java.util.Optional.of(tag));
  }
}

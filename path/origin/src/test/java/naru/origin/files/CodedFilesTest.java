package naru.origin.files;

import static naru.origin.core.Asking.ask;
import static naru.origin.core.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import org.junit.jupiter.api.Test;

/** Siblings that hold a file in a content coding. RFC 9110 section 12.5.3. */
final class CodedFilesTest extends SiteScene {
  @Test
  void aLinkToASiblingThatLeavesTheRootIsNoCoding() throws IOException {
    Files.writeString(directory.resolve("outside.gz"), "secret");
    Files.createSymbolicLink(root.resolve("notes.txt.gz"), directory.resolve("outside.gz"));
    Answer answer = answer(get("/notes.txt", "Accept-Encoding", "gzip"));
    assertThat(answer.field("Content-Encoding")).isEmpty();
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
}

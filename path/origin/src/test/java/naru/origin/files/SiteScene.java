package naru.origin.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static naru.origin.core.Asking.ask;
import static naru.origin.core.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.Metrics;
import naru.base.Place;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.Part;
import naru.origin.core.Refusal;
import naru.trace.OriginEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a few files, and the site that answers from it. */
abstract class SiteScene {
  static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  static final Instant MODIFIED = Instant.parse("2026-04-01T12:00:00Z");

  @TempDir Path directory;
  Path root;
  FileSite site;
  long nanos;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    write("index.html", "<p>home");
    write("notes.txt", "0123456789".repeat(100));
    write("docs/index.html", "<p>docs");
    write(".secret", "no");
    site = site(FileConfig.of(root));
  }

  static FileSite site(FileConfig config) throws IOException {
    return FileSite.of(config, HotMemory.of(new Metrics(), 1 << 20));
  }

  void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
  }

  String look(String target, String... fields) {
    OriginEvent.Looked seen = site.look(get(target, fields), Place.BUILT_IN);
    assertThat(seen.folder()).isEqualTo(root.toString());
    return seen.verdict().name().toLowerCase(Locale.ROOT) + " " + seen.path() + " " + seen.bytes();
  }

  Answer answer(Ask ask) throws IOException {
    return site.answer(ask, moment()).answer();
  }

  FileReply.Moment moment() {
    return new FileReply.Moment(NOW, nanos, () -> "BOUNDARY");
  }

  static byte[] bytes(Answer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : answer.body()) {
      switch (part) {
        case Part.Bytes b -> out.write(b.array(), b.offset(), b.count());
        case Part.Held h -> out.write(h.whole(), (int) h.slice().from(), (int) h.slice().length());
        case Part.Slice s -> {
          byte[] all = Files.readAllBytes(s.file());
          out.write(all, (int) s.from(), (int) s.length());
        }
      }
    }
    return out.toByteArray();
  }

  static String text(Answer answer) throws IOException {
    return new String(bytes(answer), UTF_8);
  }

  FileReply quick(String accepted) {
    return site.quick(get("/docs/a.js", "Accept-Encoding", accepted), moment()).orElseThrow();
  }

  List<String> siblings(String accepted) throws IOException {
    return site.answer(get("/docs/a.js", "Accept-Encoding", accepted), moment()).siblings().stream()
        .map(s -> s.file() + " " + s.verdict())
        .toList();
  }

  FileSite site(Pages pages) throws IOException {
    return site(new FileConfig(Optional.of(root), List.of(), false, Precompressed.USUAL, pages));
  }

  Refusal refusal(Ask ask) throws IOException {
    return site.answer(ask, moment()).refusal().orElseThrow();
  }
}

package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts held to files: what a rendering looked like when somebody last read it. */
final class Snapshots {
  private Snapshots() {}

  /** Run with {@code -Dnaru.snapshots=write} to renew the files, then read what changed. */
  static void same(String text, String name) throws IOException {
    if ("write".equals(System.getProperty("naru.snapshots"))) {
      Files.writeString(Path.of("src/test/resources/naru/trace/render", name), text);
      return;
    }
    try (InputStream in = Snapshots.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

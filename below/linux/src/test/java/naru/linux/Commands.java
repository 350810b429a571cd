package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs run to see what they say. */
final class Commands {
  private Commands() {}

  /** What a program prints, run in the namespace; it must succeed. */
  static String in(NetworkNamespace namespace, String... command) throws IOException {
    Process process =
        namespace.call(() -> new ProcessBuilder(command).redirectErrorStream(true).start());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
    return said;
  }
}

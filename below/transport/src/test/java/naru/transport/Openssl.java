package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The openssl program, run in a folder that has the test's files. */
record Openssl(Path folder) {
  /** Copies these of the tests' files there. */
  void take(String... files) throws IOException {
    for (String name : files) {
      try (InputStream in = Openssl.class.getResourceAsStream("/naru/transport/" + name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
  }

  Process run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(arguments);
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  /** Runs s_client, sends a line, closes when it comes back, and returns all that it printed. */
  String client(Listener listener, List<String> more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + listener.address().getPort(),
                "-servername",
                TestCertificates.NAME,
                "-CAfile",
                "root.pem"));
    arguments.addAll(more);
    Process process = run(arguments);
    process.getOutputStream().write("ferry\n".getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    StringBuilder printed = new StringBuilder();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      printed.append(line).append('\n');
      if (line.endsWith("ferry")) {
        process.getOutputStream().close();
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return printed.toString();
  }
}

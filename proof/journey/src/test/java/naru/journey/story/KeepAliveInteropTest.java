package naru.journey.story;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link KeepAliveStoryTest} before the HTTP server of Node.js. */
@Tag("interop")
final class KeepAliveInteropTest {
  /**
   * A field Connection of one's own keeps Node from announcing its time. Node adds a second of its
   * own to what it announces, which is taken off again.
   */
  private static final String SERVER =
      """
      const server = require('http').createServer((request, response) => {
        request.on('end', () => {
          if (request.url === '/silent') response.setHeader('Connection', 'keep-alive');
          response.setHeader('Content-Length', 5);
          response.on('finish', () => request.socket.setTimeout(1000));
          response.end('whole');
        });
        request.resume();
      });
      server.keepAliveTimeout = 1000;
      server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }, () => console.log(server.address().port));
      """;

  @TempDir private Path folder;

  @Test
  void noRequestIsLost() throws Exception {
    Path script = Files.writeString(folder.resolve("server.js"), SERVER);
    Process node =
        new ProcessBuilder("node", script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(node.getInputStream(), StandardCharsets.US_ASCII))) {
      int port = Integer.parseInt(out.readLine());
      KeepAliveStoryTest.check(folder, port, KeepAliveStoryTest.REQUESTS);
    } finally {
      node.destroyForcibly().waitFor();
    }
  }
}

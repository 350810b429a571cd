package naru.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The name servers that the host is configured with: resolv.conf(5). */
final class HostServers {
  /** Where they usually stand. */
  static final Path USUAL = Path.of("/etc/resolv.conf");

  /** More are not asked: MAXNS of resolv.conf(5). */
  private static final int MOST = 3;

  private static final int PORT = 53;

  private HostServers() {}

  /** Those of a file; none if it cannot be read. */
  static List<InetSocketAddress> of(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
          .flatMap(line -> server(line).stream())
          .limit(MOST)
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static Optional<InetSocketAddress> server(String line) {
    String[] words = line.strip().split("\\s+");
    if (words.length < 2 || !words[0].equals("nameserver")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(words[1]), PORT));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}

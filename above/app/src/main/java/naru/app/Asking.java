package naru.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.client.Trip;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code naru get} and {@code naru trace} can be told about a request. */
final class Asking {
  @Parameters(index = "0", paramLabel = "URL", descriptionKey = "asking.url")
  private String url = "";

  @Option(
      names = {"-X", "--request"},
      paramLabel = "METHOD",
      descriptionKey = "asking.method")
  private @Nullable String method;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      descriptionKey = "asking.header")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = {"-d", "--data"},
      paramLabel = "TEXT|@FILE",
      descriptionKey = "asking.data")
  private @Nullable String data;

  @Option(names = "--proxy", paramLabel = "URL", descriptionKey = "asking.proxy")
  private @Nullable String proxy;

  @Option(names = "--resolver", paramLabel = "HOST:PORT", descriptionKey = "asking.resolver")
  @Nullable String resolver;

  @Option(names = "--cacert", paramLabel = "FILE", descriptionKey = "asking.cacert")
  @Nullable Path cacert;

  @Option(
      names = {"-k", "--insecure"},
      descriptionKey = "asking.insecure")
  boolean insecure;

  @Option(names = "--timeout", paramLabel = "SECONDS", descriptionKey = "asking.timeout")
  private int timeoutSeconds = 60;

  @Option(names = "--fail", descriptionKey = "asking.fail")
  boolean fail;

  /**
   * The request.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  Trip trip() {
    byte[] body = body();
    String verb = method != null ? method : body.length > 0 ? "POST" : "GET";
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    headers.forEach(h -> fields.add(field(h)));
    boolean typed = fields.stream().anyMatch(f -> f.getKey().equalsIgnoreCase("content-type"));
    if (body.length > 0 && !typed) {
      fields.add(Map.entry("Content-Type", looksLikeJson(body) ? "application/json" : FORM));
    }
    return new Trip(
        Trip.parse(url),
        verb,
        fields,
        body,
        Optional.ofNullable(proxy).map(Trip.Proxy::parse),
        Duration.ofSeconds(timeoutSeconds).toNanos());
  }

  private static final String FORM = "application/x-www-form-urlencoded";

  private static boolean looksLikeJson(byte[] body) {
    return body[0] == '{' || body[0] == '[';
  }

  private byte[] body() {
    String d = data;
    if (d == null) {
      return new byte[0];
    }
    if (!d.startsWith("@")) {
      return d.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Files.readAllBytes(Path.of(d.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException("-d " + d + ": " + e.getMessage(), e);
    }
  }

  private static Map.Entry<String, String> field(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("-H '" + text + "': write 'Name: value'");
    }
    return Map.entry(text.substring(0, colon).trim(), text.substring(colon + 1).trim());
  }
}

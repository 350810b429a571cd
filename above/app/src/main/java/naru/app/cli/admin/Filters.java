package naru.app.cli.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import naru.trace.Party;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which traces are wanted. */
final class Filters {
  @Option(names = "--failed", descriptionKey = "filters.failed")
  private boolean failed;

  @Option(names = "--host", paramLabel = "HOST", descriptionKey = "filters.host")
  private @Nullable String host;

  @Option(names = "--status", paramLabel = "N", descriptionKey = "filters.status")
  private @Nullable Integer status;

  @Option(names = "--party", paramLabel = "WHO", descriptionKey = "filters.party")
  private @Nullable Party party;

  @Option(names = "--slower", paramLabel = "DURATION", descriptionKey = "filters.slower")
  private @Nullable String slower;

  /** As query parameters, after the one given: {@code first=1&failed=true}. */
  String after(String first) {
    List<String> all = new ArrayList<>(List.of(first));
    if (failed) {
      all.add("failed=true");
    }
    if (host != null) {
      all.add("host=" + encoded(host));
    }
    if (status != null) {
      all.add("status=" + status);
    }
    if (party != null) {
      all.add("party=" + party.name().toLowerCase(Locale.ROOT));
    }
    if (slower != null) {
      all.add("minDuration=" + encoded(slower));
    }
    return String.join("&", all);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

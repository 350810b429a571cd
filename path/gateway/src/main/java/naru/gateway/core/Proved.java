package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import naru.gateway.config.CertificateMatch;
import naru.gateway.config.TextMatch;
import naru.transport.ClientCertificate;

/** What a route asks of a client's certificate: the first thing that fails, in words. */
final class Proved {
  /** All held. */
  static final int NONE = -1;

  /** What can fail, in the order of looking. */
  static final List<String> WORDS =
      List.of(
          "certificate",
          "certificate cn",
          "certificate subject",
          "certificate san",
          "certificate sha256");

  private final CertificateMatch match;

  Proved(CertificateMatch match) {
    this.match = match;
  }

  /** Index of the first of {@link #WORDS} that fails; {@link #NONE} if none does. */
  int look(Optional<ClientCertificate> shown) {
    if (shown.isPresent() != match.shown()) {
      return 0;
    }
    return shown.isEmpty() ? NONE : look(shown.get());
  }

  private int look(ClientCertificate c) {
    if (!isAny(match.commonNames(), c.commonName())) {
      return 1;
    }
    if (!isAny(match.subjects(), c.subject())) {
      return 2;
    }
    if (!match.names().isEmpty() && c.names().stream().noneMatch(n -> isAny(match.names(), n))) {
      return 3;
    }
    boolean known = match.fingerprints().isEmpty() || match.fingerprints().contains(c.sha256());
    return known ? NONE : 4;
  }

  private static boolean isAny(List<TextMatch> wanted, String text) {
    if (wanted.isEmpty()) {
      return true;
    }
    for (TextMatch each : wanted) {
      if (holds(each, text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(TextMatch wanted, String text) {
    return switch (wanted) {
      case TextMatch.Present present -> !text.isEmpty();
      case TextMatch.Is is -> is.text().equals(text);
      case TextMatch.Covered covered -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        yield covered.regex().matches(bytes, 0, bytes.length);
      }
    };
  }
}

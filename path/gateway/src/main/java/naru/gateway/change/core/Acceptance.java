package naru.gateway.change.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.gateway.change.config.Coding;

/** Which content coding a client gets. RFC 9110 section 12.5.3. */
public final class Acceptance {
  private static final int NOT_SAID = -1;

  private Acceptance() {}

  /**
   * The coding with the highest weight, of equal ones the first offered; empty if the client gets
   * the content as it is.
   *
   * @param accepted the Accept-Encoding field; empty if there was none
   */
  public static Optional<Coding> of(String accepted, List<Coding> offered) {
    Optional<Coding> best = Optional.empty();
    int weight = 0;
    for (Coding coding : offered) {
      int own = weightOf(accepted, coding);
      if (own > weight) {
        weight = own;
        best = Optional.of(coding);
      }
    }
    return weightOf(accepted, "identity") > weight ? Optional.empty() : best;
  }

  private static int weightOf(String accepted, Coding coding) {
    int own = weightOf(accepted, coding.word());
    if (own == NOT_SAID && coding == Coding.GZIP) {
      own = weightOf(accepted, "x-gzip");
    }
    return own == NOT_SAID ? weightOf(accepted, "*") : own;
  }

  /** In thousandths. */
  private static int weightOf(String accepted, String name) {
    for (String element : accepted.split(",", -1)) {
      String[] parts = element.trim().toLowerCase(Locale.ROOT).split(";", -1);
      if (parts[0].trim().equals(name)) {
        return weight(parts);
      }
    }
    return NOT_SAID;
  }

  private static int weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String p = parts[i].trim();
      if (p.startsWith("q=")) {
        String q = p.substring(2).trim();
        return q.matches("[01](\\.[0-9]{0,3})?")
            ? (int) Math.min(1000, Math.round(Double.parseDouble(q) * 1000))
            : 0;
      }
    }
    return 1000;
  }
}

package naru.origin.core;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client would rather have: a list of choices with weights. RFC 9110 sections 12.4, 12.5.
 *
 * <p>A malformed member is skipped; weights are 0 to 1000.
 */
public final class Preference {
  private static final int MOST_MEMBERS = 64;

  private final Map<String, Integer> weights;

  private Preference(Map<String, Integer> weights) {
    this.weights = weights;
  }

  /** Reads Accept or Accept-Encoding; parameters other than {@code q} are ignored. */
  public static Preference parse(String value) {
    Map<String, Integer> weights = new HashMap<>();
    for (String member : value.split(",", MOST_MEMBERS + 1)) {
      String[] pieces = member.split(";", -1);
      String choice = pieces[0].strip().toLowerCase(Locale.ROOT);
      if (!choice.isEmpty() && weights.size() < MOST_MEMBERS) {
        weights.merge(choice, weight(pieces), Math::max);
      }
    }
    return new Preference(weights);
  }

  private static int weight(String[] pieces) {
    for (int i = 1; i < pieces.length; i++) {
      String piece = pieces[i].strip();
      if (piece.regionMatches(true, 0, "q=", 0, 2)) {
        return thousandths(piece.substring(2).strip());
      }
    }
    return 1000;
  }

  private static int thousandths(String text) {
    if (!text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
      return 0;
    }
    String decimals = text.length() < 3 ? "" : text.substring(2);
    return (text.charAt(0) - '0') * 1000 + Integer.parseInt((decimals + "000").substring(0, 3));
  }

  /**
   * The content coding to send.
   *
   * @param available best first; decides between equal weights
   * @return one of them, or empty for none ({@code identity})
   */
  public Optional<String> coding(List<String> available) {
    int star = weights.getOrDefault("*", 0);
    int best = weights.getOrDefault("identity", 0);
    Optional<String> chosen = Optional.empty();
    for (String coding : available) {
      int weight = weights.getOrDefault(coding, star);
      if (weight > best || (weight > 0 && weight == best && chosen.isEmpty())) {
        best = weight;
        chosen = Optional.of(coding);
      }
    }
    return chosen;
  }

  /**
   * Whether a media type such as {@code application/json} is welcome; the nearest range decides.
   */
  public boolean accepts(String mediaType) {
    String anySubtype = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    for (String range : List.of(mediaType, anySubtype, "*/*")) {
      Integer weight = weights.get(range);
      if (weight != null) {
        return weight > 0;
      }
    }
    return false;
  }

  /** Whether it names exactly this choice, not by a wildcard: how browsers ask for pages. */
  public boolean names(String choice) {
    return weights.getOrDefault(choice, 0) > 0;
  }
}

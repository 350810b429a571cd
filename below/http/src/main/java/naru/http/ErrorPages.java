package naru.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the user's own for browsers, instead of the small one that Naru has. Programs still get
 * problem+json. Only for what Naru answers itself, not for what a server says.
 *
 * <p>In a page <code>${status}</code>, <code>${phrase}</code>, <code>${code}</code>, <code>
 * ${reason}</code> and <code>${trace}</code> are filled in; none of these holds anything that a
 * client wrote.
 */
public final class ErrorPages {
  /** Longest page, in characters. */
  public static final int MAX_LENGTH = 256 * 1024;

  /** No page of the user's own. */
  public static final ErrorPages NONE = new ErrorPages(Map.of());

  private static final List<String> GAPS =
      List.of("${status}", "${phrase}", "${code}", "${reason}", "${trace}");

  /** Texts and gaps in turn, by status or class. */
  private final Map<String, List<String>> pages;

  private ErrorPages(Map<String, List<String>> pages) {
    this.pages = Map.copyOf(pages);
  }

  /**
   * Pages.
   *
   * @param byStatus HTML by status, such as {@code 404}, or class, {@code 4xx} or {@code 5xx}; a
   *     status goes before its class
   */
  public static ErrorPages of(Map<String, String> byStatus) {
    Map<String, List<String>> pages = new HashMap<>();
    byStatus.forEach(
        (status, html) -> {
          if (!status.matches("[45]([0-9]{2}|xx)") || html.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("no page for " + status);
          }
          pages.put(status, pieces(html));
        });
    return new ErrorPages(pages);
  }

  private static List<String> pieces(String html) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int at = html.indexOf("${"); at >= 0; at = html.indexOf("${", at + 2)) {
      for (String gap : GAPS) {
        if (html.startsWith(gap, at)) {
          pieces.add(html.substring(from, at));
          pieces.add(gap);
          from = at + gap.length();
        }
      }
    }
    pieces.add(html.substring(from));
    return List.copyOf(pieces);
  }

  /** The page for a failure; null if there is none. */
  @Nullable String page(Failure failure, String trace) {
    int status = failure.status();
    List<String> pieces = pages.get(Integer.toString(status));
    if (pieces == null) {
      pieces = pages.get(status / 100 + "xx");
    }
    return pieces == null ? null : filled(pieces, failure, trace);
  }

  private static String filled(List<String> pieces, Failure failure, String trace) {
    StringBuilder out = new StringBuilder();
    for (String piece : pieces) {
      out.append(
          switch (piece) {
            case "${status}" -> Integer.toString(failure.status());
            case "${phrase}" -> StatusLine.phrase(failure.status());
            case "${code}" -> failure.code().number();
            case "${reason}" -> failure.code().reason();
            case "${trace}" -> trace;
            default -> piece;
          });
    }
    return out.toString();
  }
}

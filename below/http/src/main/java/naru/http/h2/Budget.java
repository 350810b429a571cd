package naru.http.h2;

import java.util.Locale;

/**
 * What a peer may waste of us. Each has a bound in {@link Limits}; who goes beyond gets
 * GOAWAY(ENHANCE_YOUR_CALM). RFC 9113 section 10.5.
 */
public enum Budget {
  /** Streams that ended by RST_STREAM or by an error of theirs (CVE-2023-44487, CVE-2025-8671). */
  RESETS,
  /** CONTINUATION frames of one header block (CVE-2024-27316), and its bytes. */
  CONTINUATIONS,
  /** DATA without bytes, and header fragments without bytes (CVE-2019-9518). */
  EMPTY_FRAMES,
  /** SETTINGS, each of which wants an answer (CVE-2019-9515). */
  SETTINGS,
  /** PING, each of which wants an answer (CVE-2019-9512). */
  PINGS,
  /** PRIORITY, which means nothing any more (CVE-2019-9513), and frames of unknown types. */
  PRIORITIES,
  /** WINDOW_UPDATE beyond what our DATA calls for. */
  WINDOW_UPDATES;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in config, metrics and traces, such as {@code window-updates}. */
  public String label() {
    return label;
  }
}

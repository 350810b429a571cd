package naru.gateway.config;

import java.util.List;
import java.util.Locale;

/**
 * What a client must have proved by a certificate. A certificate that was shown was also verified,
 * or the connection would not be there. Every condition that is said must hold; of the values of
 * one a single one suffices.
 *
 * @param shown whether there must be one, or none
 * @param commonNames of the subject; empty for any
 * @param subjects the whole subject as RFC 2253 writes it, such as {@code O=Naru,CN=alice}
 * @param names one of its subjectAltName, with its kind: {@code dns:}, {@code email:}, {@code uri:}
 *     or {@code ip:}
 * @param fingerprints SHA-256 in lower-case hex
 */
public record CertificateMatch(
    boolean shown,
    List<TextMatch> commonNames,
    List<TextMatch> subjects,
    List<TextMatch> names,
    List<String> fingerprints) {
  /** Any certificate. */
  public static final CertificateMatch ANY =
      new CertificateMatch(true, List.of(), List.of(), List.of(), List.of());

  /** No certificate. */
  public static final CertificateMatch NONE =
      new CertificateMatch(false, List.of(), List.of(), List.of(), List.of());

  public CertificateMatch {
    commonNames = List.copyOf(commonNames);
    subjects = List.copyOf(subjects);
    names = List.copyOf(names);
    fingerprints = fingerprints.stream().map(f -> f.toLowerCase(Locale.ROOT)).toList();
  }

  /** How many conditions it has. */
  public int count() {
    return 1
        + (commonNames.isEmpty() ? 0 : 1)
        + (subjects.isEmpty() ? 0 : 1)
        + (names.isEmpty() ? 0 : 1)
        + (fingerprints.isEmpty() ? 0 : 1);
  }
}

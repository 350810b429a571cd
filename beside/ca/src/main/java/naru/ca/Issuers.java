package naru.ca;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.ca.core.StatusQuestion;

/** Who signed a server's certificate, out of what stands in its file or was given besides. */
public final class Issuers {
  private Issuers() {}

  /**
   * The issuer of the first certificate of a chain.
   *
   * @param more certificates that the chain may lack, such as the root
   */
  public static Optional<X509Certificate> of(
      List<X509Certificate> chain, List<X509Certificate> more) {
    X509Certificate leaf = chain.getFirst();
    return Stream.concat(chain.stream().skip(1), more.stream())
        .filter(c -> c.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()))
        .filter(c -> signed(c, leaf))
        .findFirst();
  }

  /** What to ask the issuer about the first certificate; empty if the issuer is not known. */
  static Optional<StatusQuestion> question(
      List<X509Certificate> chain, List<X509Certificate> more) {
    return of(chain, more).map(issuer -> StatusQuestion.of(chain.getFirst(), issuer));
  }

  private static boolean signed(X509Certificate issuer, X509Certificate leaf) {
    try {
      leaf.verify(issuer.getPublicKey());
      return true;
    } catch (java.security.GeneralSecurityException no) {
      return false;
    }
  }
}

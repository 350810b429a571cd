package naru.transport;

import java.lang.ref.WeakReference;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Client-side TLS that outlives a configuration: equal terms give the same {@link ClientTls}, and
 * with it the connections that were made under it and the sessions that can be resumed. Terms are
 * what the files hold, not their names: a certificate that was renewed in its place is another one.
 * Holds nothing that nobody else holds. Thread-safe.
 */
public final class ClientTlsByTerms {
  /**
   * What two of them must have in common to be one.
   *
   * @param shown the certificate to show, then its issuers; empty for none
   */
  private record Terms(
      Set<X509Certificate> trusted,
      List<String> alpn,
      List<X509Certificate> shown,
      @Nullable PrivateKey key) {}

  private final Map<Terms, WeakReference<ClientTls>> known = new HashMap<>();

  /** Nothing was made yet. */
  public ClientTlsByTerms() {}

  /**
   * The same as before if the terms are the same; see {@link ClientTls#of}.
   *
   * @param identity what is shown where a server asks for a certificate
   */
  public synchronized ClientTls of(
      Collection<X509Certificate> anchors,
      boolean systemAnchorsToo,
      List<String> alpn,
      Optional<Credential> identity) {
    Set<X509Certificate> trusted = ClientTls.trusted(anchors, systemAnchorsToo);
    Terms terms =
        new Terms(
            trusted,
            List.copyOf(alpn),
            identity.map(Credential::chain).orElse(List.of()),
            identity.map(Credential::key).orElse(null));
    known.values().removeIf(made -> made.refersTo(null));
    WeakReference<ClientTls> reference = known.get(terms);
    ClientTls before = reference == null ? null : reference.get();
    if (before != null) {
      return before;
    }
    ClientTls fresh = ClientTls.of(Engines.best(), trusted, alpn, identity);
    known.put(terms, new WeakReference<>(fresh));
    return fresh;
  }

  /** How many are in use. */
  synchronized int size() {
    known.values().removeIf(made -> made.refersTo(null));
    return known.size();
  }
}

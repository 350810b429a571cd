package naru.ca;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Metrics;
import naru.base.Side;
import naru.ca.core.Certificates;
import naru.ca.core.KeyKind;
import naru.ca.core.NamePolicy;
import naru.ca.core.Pem;
import naru.ca.core.Profile;
import naru.ca.core.Signer;
import naru.ca.core.SigningRequest;
import naru.ca.core.SubjectName;
import naru.ca.core.Validity;
import naru.store.Store;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Witness;
import naru.transport.CertificateSource;

/**
 * The private certificate authority: signs a server's names and public key with its private key, so
 * that everybody who holds the root's public key can verify them.
 *
 * <pre>
 *   server: key pair --- request: names + public key, signed with its private key ---> CA
 *   server <-- certificate: the same names and key, signed with the CA's private key --- CA
 * </pre>
 *
 * Calls block on the disk. Thread-safe.
 */
public final class Authority implements AutoCloseable {
  private final CaConfig config;
  private final Clock clock;
  private final Store store;
  private final boolean ownsStore;
  private final Ledger ledger;
  private final Hierarchy hierarchy;
  private final Signer root;
  private final NamePolicy policy;
  private final InUse inUse;
  private final LongAdder issued;
  private final LongAdder refused;
  private volatile Signer intermediate;

  private Authority(
      CaConfig config, Path folder, Clock clock, Metrics metrics, Store store, boolean ownsStore) {
    this.config = config;
    this.clock = clock;
    this.store = store;
    this.ownsStore = ownsStore;
    this.ledger = Ledger.open(store, config);
    this.hierarchy = new Hierarchy(config, folder, new SecureRandom());
    this.root = alone(() -> hierarchy.root(clock.wall()));
    this.intermediate = alone(() -> hierarchy.intermediate(root, clock.wall()));
    this.policy = NamePolicy.of(config.leaf().names());
    this.inUse = InUse.of(this, ledger, metrics);
    this.issued = metrics.counter("naru_ca_issued_total", "certificates signed");
    this.refused = metrics.counter("naru_ca_refused_total", "names not signed for");
    metrics.gauge("naru_ca_root_ends_seconds", "since 1970", () -> ends(root));
    metrics.gauge("naru_ca_intermediate_ends_seconds", "since 1970", () -> ends(intermediate));
  }

  /**
   * Opens the CA under {@code state/ca} and its records in the store of that folder; makes root and
   * intermediate on the first start. Later starts load them: the root never changes.
   *
   * @throws FailureException {@code CA_KEY_UNREADABLE} if a key is broken or open to others, with
   *     the path and what to do; {@code CA_ROOT_EXPIRED}; {@code STORE_*}
   */
  public static Authority open(CaConfig config, Path stateDirectory, Clock clock, Metrics metrics) {
    Store store = Store.open(stateDirectory, metrics);
    try {
      return new Authority(config, stateDirectory.resolve("ca"), clock, metrics, store, true);
    } catch (FailureException e) {
      store.close();
      throw e;
    }
  }

  /** The same with a store that is shared with others and stays open at the end. */
  public static Authority open(
      CaConfig config, Path stateDirectory, Store store, Clock clock, Metrics metrics) {
    return new Authority(config, stateDirectory.resolve("ca"), clock, metrics, store, false);
  }

  /** The root's public part. */
  public X509Certificate rootCertificate() {
    return root.certificate();
  }

  /** The root's public part as text, for a client's trust store. */
  public String rootPem() {
    return Pem.of(root.certificate());
  }

  /** SHA-256 of the root certificate in lower-case hex. */
  public String rootFingerprint() {
    return Certificates.fingerprint(root.certificate());
  }

  /** The issued certificates that are remembered, the newest first. */
  public List<IssuedCertificate> issued(int atMost) {
    return ledger.issued(atMost);
  }

  /**
   * Certificates by server name for the names that the configuration allows.
   *
   * @param asker who asks, for the trace
   */
  public CertificateSource certificates(Party asker) {
    return new LeafCertificates(this, inUse, policy, asker);
  }

  /**
   * The same for other names: those that the forward proxy inspects.
   *
   * @param covered decides on a name in lower case without a trailing dot, or an address
   */
  public CertificateSource certificates(Party asker, Predicate<String> covered) {
    NamePolicy inspected = NamePolicy.of(covered, "the names that an inspect rule covers");
    return new LeafCertificates(this, inUse, inspected, asker);
  }

  /**
   * Signs a request under the configuration's names.
   *
   * @param request PKCS #10 in DER form; verified before anything in it is believed
   * @param asker who asks, for the trace
   * @return the server's certificate, then the intermediate
   * @throws FailureException {@code CA_REQUEST_INVALID}, {@code CA_NAME_NOT_ALLOWED}
   */
  public List<X509Certificate> sign(byte[] request, Party asker, Witness witness) {
    return sign(request, policy, asker, witness);
  }

  List<X509Certificate> sign(byte[] der, NamePolicy allowed, Party asker, Witness witness) {
    SigningRequest request = SigningRequest.verify(der);
    List<String> names = request.names().stream().map(SubjectName::text).toList();
    String key = KeyKind.describe(request.key());
    witness.add(asker, Party.CA, Provenance.DERIVED, new CaEvent.Requested(names, key));
    request.names().forEach(name -> refuseUnlessAllowed(name, allowed, asker, witness));

    Instant now = clock.wall();
    Signer issuer = issuer(now);
    Validity validity = Validity.of(now, config.leaf().life());
    X509Certificate leaf =
        Profile.leaf(request.key(), request.names(), validity, hierarchy.serial(), issuer);
    ledger.record(IssuedCertificate.of(leaf), now);
    issued.increment();
    witness.add(Party.CA, asker, Provenance.DERIVED, told(leaf, names, issuer));
    return List.of(leaf, issuer.certificate());
  }

  /** Refuses, tells and counts a name that is not allowed. */
  void refuseUnlessAllowed(SubjectName name, NamePolicy allowed, Party asker, Witness witness) {
    if (!allowed.allows(name)) {
      throw refusal(name.text(), allowed, asker, witness).asException();
    }
  }

  Failure refusal(String name, NamePolicy allowed, Party asker, Witness witness) {
    refused.increment();
    var event = new CaEvent.Refused(name, allowed.described());
    witness.add(Party.CA, asker, Provenance.DERIVED, event);
    return Failure.of(
        Code.CA_NAME_NOT_ALLOWED,
        Side.CLIENT,
        "the CA does not sign for '%s', only for: %s".formatted(name, allowed.described()));
  }

  CaConfig config() {
    return config;
  }

  Clock clock() {
    return clock;
  }

  /** Whether a chain leads to this root. */
  boolean isOurs(List<X509Certificate> chain) {
    return chain.size() == 2 && root.signed(chain.getLast());
  }

  /** The intermediate, made anew when it is time. */
  private Signer issuer(Instant now) {
    hierarchy.refuseExpired(root.certificate(), now);
    if (Hierarchy.isDue(intermediate.certificate(), now)) {
      intermediate = alone(() -> hierarchy.intermediate(root, now));
    }
    return intermediate;
  }

  private static CaEvent.Issued told(X509Certificate leaf, List<String> names, Signer issuer) {
    return new CaEvent.Issued(
        names,
        Certificates.serial(leaf),
        issuer.commonName(),
        leaf.getSigAlgName(),
        leaf.getNotAfter().toInstant());
  }

  private static long ends(Signer signer) {
    return signer.certificate().getNotAfter().toInstant().getEpochSecond();
  }

  private interface FileWork {
    Signer run() throws IOException;
  }

  /** One at a time, also across processes: two first starts must not make two roots. */
  private Signer alone(FileWork work) {
    return store.write(
        tx -> {
          try {
            return work.run();
          } catch (IOException e) {
            throw Failure.of(Code.CA_KEY_UNREADABLE, Side.US, "the CA's files: " + e)
                .causedBy(e)
                .asException();
          }
        });
  }

  @Override
  public void close() {
    if (ownsStore) {
      store.close();
    }
  }
}

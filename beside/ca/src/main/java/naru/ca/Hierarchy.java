package naru.ca;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.ca.core.Pem;
import naru.ca.core.Profile;
import naru.ca.core.Signer;
import naru.ca.core.Validity;

/**
 * The root and the intermediate, in files under {@code state/ca}.
 *
 * <pre>
 *   root.pem          key and certificate; made once, never changed
 *   root.crt          the certificate alone, for trust stores
 *   intermediate.pem  key and certificate; made anew when two thirds of its life are over
 * </pre>
 *
 * Not thread-safe: {@link Authority} calls it inside a change of the store, which is one at a time
 * also across processes.
 */
final class Hierarchy {
  private final CaConfig config;
  private final Path folder;
  private final SignerFile rootFile;
  private final SignerFile intermediateFile;
  private final Path publicRoot;
  private final SecureRandom random;

  Hierarchy(CaConfig config, Path folder, SecureRandom random) {
    this.config = config;
    this.folder = folder;
    this.rootFile = new SignerFile(folder.resolve("root.pem"));
    this.intermediateFile = new SignerFile(folder.resolve("intermediate.pem"));
    this.publicRoot = folder.resolve("root.crt");
    this.random = random;
  }

  /** Loads the root; makes it if nothing was ever made here. */
  Signer root(Instant now) throws IOException {
    OwnerFiles.makeFolder(folder);
    Signer root = rootFile.exists() ? rootFile.load() : firstRoot(now);
    refuseExpired(root.certificate(), now);
    OwnerFiles.writePublic(publicRoot, Pem.of(root.certificate()));
    return root;
  }

  /** Loads the intermediate; makes a new one if there is none or it is time. */
  Signer intermediate(Signer root, Instant now) throws IOException {
    if (intermediateFile.exists()) {
      Signer found = intermediateFile.load();
      if (!root.signed(found.certificate())) {
        throw intermediateFile.broken("it was not signed by " + rootFile.path()).asException();
      }
      if (!isDue(found.certificate(), now)) {
        return found;
      }
    }
    Validity validity = Validity.of(now, CaConfig.INTERMEDIATE_LIFE);
    var pair = config.caKey().generate(random);
    Signer made = Profile.intermediate(pair, config.intermediateName(), validity, serial(), root);
    intermediateFile.save(made);
    return made;
  }

  /** Whether the intermediate should be replaced before it signs again. */
  static boolean isDue(X509Certificate intermediate, Instant now) {
    return !now.isBefore(Validity.of(intermediate).renewAfter());
  }

  /**
   * Refuses to go on with a root that has ended.
   *
   * @throws FailureException {@code CA_ROOT_EXPIRED}
   */
  void refuseExpired(X509Certificate root, Instant now) {
    Validity validity = Validity.of(root);
    if (!validity.includes(now)) {
      String what =
          "%s is good from %s until %s, and it is %s; move %s away to get a new root"
              .formatted(rootFile.path(), validity.from(), validity.until(), now, folder);
      throw Failure.of(Code.CA_ROOT_EXPIRED, Side.US, what).asException();
    }
  }

  /** RFC 5280 4.1.2.2: positive, at most 20 octets; here 128 random bits. */
  BigInteger serial() {
    return new BigInteger(128, random).max(BigInteger.ONE);
  }

  private Signer firstRoot(Instant now) throws IOException {
    if (intermediateFile.exists()) {
      throw OwnerFiles.unreadable(
              rootFile.path(),
              "is missing, but what it signed is there; restore it from a backup, or move "
                  + folder
                  + " away to get a new root")
          .asException();
    }
    Validity validity = Validity.of(now, config.rootLife());
    Signer root = Profile.root(config.caKey().generate(random), config.name(), validity, serial());
    rootFile.save(root);
    return root;
  }
}

package naru.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Failure;
import naru.base.FailureException;
import naru.ca.core.Pem;
import naru.ca.core.Signer;

/**
 * A CA's key and its certificate in one PEM file. One file, because two could not be replaced at
 * the same moment.
 */
record SignerFile(Path path) {

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * Loads and checks that the key is the certificate's, and the certificate a CA's.
   *
   * @throws FailureException {@code CA_KEY_UNREADABLE}
   */
  Signer load() {
    Signer signer = signer(parse(OwnerFiles.read(path)));
    if (!signer.matches()) {
      throw broken("its key does not belong to its certificate").asException();
    }
    if (signer.certificate().getBasicConstraints() < 0) {
      throw broken("its certificate is not a CA's").asException();
    }
    return signer;
  }

  void save(Signer signer) throws IOException {
    OwnerFiles.write(path, Pem.of(signer.key()) + Pem.of(signer.certificate()));
  }

  Failure broken(String why) {
    return OwnerFiles.unreadable(path, "is broken: " + why + "; restore it from a backup");
  }

  private Pem parse(String text) {
    try {
      return Pem.parse(text);
    } catch (IllegalArgumentException e) {
      throw broken(String.valueOf(e.getMessage())).causedBy(e).asException();
    }
  }

  private Signer signer(Pem pem) {
    if (pem.certificates().size() != 1) {
      throw broken("it holds " + pem.certificates().size() + " certificates, not 1").asException();
    }
    return new Signer(
        pem.key().orElseThrow(() -> broken("it holds no private key").asException()),
        pem.certificates().getFirst());
  }
}

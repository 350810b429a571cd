package naru.ca.core;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A server's request for a certificate, PKCS #10 (RFC 2986): its names and its public key, signed
 * with its private key, which proves that it has it and never leaves it.
 *
 * @param names at least one
 * @param key the server's public key
 */
public record SigningRequest(List<SubjectName> names, PublicKey key) {
  private static final int MAX_BYTES = 16 << 10;
  private static final int MAX_NAMES = 100;
  private static final int MIN_RSA_BITS = 2048;

  public SigningRequest {
    names = List.copyOf(names);
  }

  /** The server's part: makes a request in DER form. */
  public static byte[] create(KeyPair pair, KeyKind kind, List<SubjectName> names) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, true, AlternativeNames.of(names));
      return new JcaPKCS10CertificationRequestBuilder(new X500Name(new RDN[0]), pair.getPublic())
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(new JcaContentSignerBuilder(kind.signature()).build(pair.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot sign a request with " + kind.word(), e);
    }
  }

  /**
   * The CA's part: reads a request and verifies its signature with the public key in it.
   *
   * @param der as it came, trusted in nothing
   * @throws FailureException {@code CA_REQUEST_INVALID}
   */
  public static SigningRequest verify(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw invalid("it is longer than " + MAX_BYTES + " bytes").asException();
    }
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
      // What is signed is the DER form: another spelling of it was not signed by anybody.
      if (!Arrays.equals(request.toASN1Structure().getEncoded(ASN1Encoding.DER), der)) {
        throw invalid("it is not in DER form").asException();
      }
      return verify(request);
    } catch (IOException
        | PKCSException
        | OperatorCreationException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | ArrayIndexOutOfBoundsException e) {
      throw invalid("it is not a PKCS #10 request").causedBy(e).asException();
    }
  }

  private static SigningRequest verify(PKCS10CertificationRequest request)
      throws IOException, PKCSException, OperatorCreationException {
    var info = request.getSubjectPublicKeyInfo();
    if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(info))) {
      throw invalid("its signature is not by the key that it names").asException();
    }
    PublicKey key = new JcaPEMKeyConverter().getPublicKey(info);
    if (!isStrong(key)) {
      throw invalid(KeyKind.describe(key) + " is not a key that the CA signs").asException();
    }
    return new SigningRequest(names(request), key);
  }

  private static boolean isStrong(PublicKey key) {
    return KeyKind.of(key).isPresent()
        || (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS);
  }

  private static List<SubjectName> names(PKCS10CertificationRequest request) {
    List<SubjectName> names =
        Optional.ofNullable(request.getRequestedExtensions())
            .map(all -> GeneralNames.fromExtensions(all, Extension.subjectAlternativeName))
            .flatMap(AlternativeNames::read)
            .orElseThrow(
                () -> invalid("it names no DNS name or address, or something else").asException());
    if (names.isEmpty() || names.size() > MAX_NAMES) {
      throw invalid("it names " + names.size() + " names, not 1 to " + MAX_NAMES).asException();
    }
    return names;
  }

  private static Failure invalid(String why) {
    return Failure.of(
        Code.CA_REQUEST_INVALID, Side.CLIENT, "the certificate request is refused: " + why);
  }
}

package naru.ca.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import naru.base.Code;
import naru.base.FailureException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/** RFC 2986: what a server asks with, and what the CA believes of it. */
final class SigningRequestTest {
  private static final List<SubjectName> NAMES =
      List.of(
          SubjectName.parse("shop.naru.test").orElseThrow(),
          SubjectName.parse("::1").orElseThrow());
  private final KeyPair pair = KeyKind.EC_P256.generate(new SecureRandom());
  private final byte[] request = SigningRequest.create(pair, KeyKind.EC_P256, NAMES);

  @Test
  void namesAndKeyArrive() {
    SigningRequest read = SigningRequest.verify(request);
    assertThat(read.names()).isEqualTo(NAMES);
    assertThat(read.key()).isEqualTo(pair.getPublic());
    assertThat(KeyKind.describe(read.key())).isEqualTo("EC P-256");
  }

  @Test
  void aRequestSignedByAnotherKeyIsRefused() {
    KeyPair other = KeyKind.EC_P256.generate(new SecureRandom());
    KeyPair stolen = new KeyPair(pair.getPublic(), other.getPrivate());
    refused("signature", SigningRequest.create(stolen, KeyKind.EC_P256, NAMES));
  }

  /** Every single changed byte is noticed: by the form or by the signature. */
  @Test
  void aChangedRequestIsRefused() {
    for (int i = 0; i < request.length; i++) {
      byte[] changed = request.clone();
      changed[i] ^= 0x41;
      refused("refused", changed);
    }
  }

  @Test
  void anyBytesAreRefusedClearly() {
    Random random = new Random(20260301);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      refused("PKCS #10", bytes);
    }
    refused("longer than", new byte[20_000]);
  }

  @Test
  void manyChangedBytesAreRefusedClearly() {
    Random random = new Random(2986);
    for (int i = 0; i < 5000; i++) {
      byte[] changed = request.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(changed.length);
        changed[at] = (byte) (changed[at] + 1 + random.nextInt(255));
      }
      if (!Arrays.equals(changed, request)) {
        refused("refused", changed);
      }
    }
  }

  @Test
  void deepNestingIsRefusedClearly() {
    byte[] indefinite = new byte[16_000];
    for (int i = 0; i < indefinite.length; i += 2) {
      indefinite[i] = 0x30;
      indefinite[i + 1] = (byte) 0x80;
    }
    refused("PKCS #10", indefinite);
  }

  @Test
  void weakKeysAreRefused() throws Exception {
    refused("RSA 1024", withoutNames("RSA", 1024, "SHA256withRSA"));
    refused("names no DNS name", withoutNames("RSA", 2048, "SHA256withRSA"));
  }

  private static byte[] withoutNames(String algorithm, int bits, String signature)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=a.test"), pair.getPublic())
        .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))
        .getEncoded();
  }

  private static void refused(String words, byte[] der) {
    assertThatThrownBy(() -> SigningRequest.verify(der))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.CA_REQUEST_INVALID);
              assertThat(e.failure().detail()).contains(words);
            });
  }
}

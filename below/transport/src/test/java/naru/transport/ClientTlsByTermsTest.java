package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClientTlsByTermsTest {
  private static final List<String> H1 = List.of("http/1.1");

  private final ClientTlsByTerms known = new ClientTlsByTerms();

  private ClientTls trusting(X509Certificate... anchors) {
    return known.of(List.of(anchors), false, H1, Optional.empty());
  }

  private ClientTls as(String who) {
    Credential identity = TestCertificates.client(who);
    return known.of(List.of(TestCertificates.root()), false, H1, Optional.of(identity));
  }

  /** Every call reads the files again. */
  @Test
  void equalContentsAreOne() {
    assertThat(trusting(TestCertificates.root())).isSameAs(trusting(TestCertificates.root()));
    assertThat(as("alice")).isSameAs(as("alice"));
    assertThat(known.of(List.of(), true, H1, Optional.empty()))
        .isSameAs(known.of(List.of(), true, H1, Optional.empty()));
  }

  @Test
  void whateverDiffersIsAnother() {
    ClientTls first = trusting(TestCertificates.root());
    List<ClientTls> others =
        List.of(
            trusting(TestCertificates.otherRoot()),
            trusting(TestCertificates.root(), TestCertificates.otherRoot()),
            known.of(List.of(TestCertificates.root()), true, H1, Optional.empty()),
            known.of(List.of(TestCertificates.root()), false, List.of("h2"), Optional.empty()),
            as("alice"),
            as("mallory"));
    assertThat(others).doesNotHaveDuplicates().doesNotContain(first);
    assertThat(known.size()).isEqualTo(7);
  }
}

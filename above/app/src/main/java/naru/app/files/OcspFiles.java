package naru.app.files;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import naru.app.config.Edge;
import naru.app.text.Text;
import naru.base.Clock;
import naru.ca.Issuers;
import naru.ca.StatusKeeper;
import naru.ca.core.StatusAnswer;
import naru.ca.core.StatusQuestion;

/** What is needed to show that a certificate was not revoked. */
public final class OcspFiles {
  private OcspFiles() {}

  /**
   * Certificates that the chain's file may lack.
   *
   * @throws naru.base.FailureException if they cannot be read
   */
  public static List<X509Certificate> issuers(Edge.Ocsp ocsp) {
    return ocsp.issuer().map(Certificates::read).orElse(List.of());
  }

  /** Whom to ask. */
  public static StatusKeeper.How how(Edge.Ocsp.Fetched fetched) {
    return new StatusKeeper.How(fetched.responder(), issuers(fetched), fetched.privateToo());
  }

  /**
   * Why nothing would be shown; empty if something can be, as far as that is known.
   *
   * @throws naru.base.FailureException if a file cannot be used
   */
  public static Optional<Text> problem(Edge.Certificate certificate, Edge.Ocsp ocsp) {
    List<X509Certificate> chain = TlsFiles.identity(certificate.cert(), certificate.key()).chain();
    X509Certificate leaf = chain.getFirst();
    Optional<StatusQuestion> question =
        Issuers.of(chain, issuers(ocsp)).map(issuer -> StatusQuestion.of(leaf, issuer));
    return switch (ocsp) {
      case Edge.Ocsp.Fetched fetched when question.isEmpty() ->
          Optional.of(
              Text.of(
                  "its issuer is not in its file: set issuer under ocsp",
                  "인증서 파일에 발급자가 없습니다. ocsp 아래에 issuer를 쓰세요"));
      case Edge.Ocsp.Fetched fetched when how(fetched).responder(leaf).isEmpty() ->
          Optional.of(
              Text.of(
                  "it names no responder: set responder under ocsp",
                  "인증서에 응답 서버가 없습니다. ocsp 아래에 responder를 쓰세요"));
      case Edge.Ocsp.Fetched fetched -> Optional.empty();
      case Edge.Ocsp.InFile in ->
          question.flatMap(q -> useless(q.judge(TlsFiles.bytes(in.file()), Clock.system().wall())));
    };
  }

  /** Whether clients will refuse the certificate without a response. */
  public static boolean isMust(Edge.Certificate certificate) {
    return StatusQuestion.isMust(
        TlsFiles.identity(certificate.cert(), certificate.key()).chain().getFirst());
  }

  private static Optional<Text> useless(StatusAnswer answer) {
    return switch (answer) {
      case StatusAnswer.Good good -> Optional.empty();
      case StatusAnswer.Useless useless ->
          Optional.of(Text.of("the response: " + useless.why(), "응답: " + useless.code().reason()));
    };
  }
}

package naru.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static naru.app.ReloadGround.reload;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import naru.admin.Reload.Outcome;
import naru.base.Clock;
import naru.base.DomainPattern;
import naru.base.Metrics;
import naru.ca.Authority;
import naru.ca.CaConfig;
import naru.ca.core.Pem;
import naru.ca.core.StatusQuestion;
import naru.trace.Party;
import naru.trace.Trace;
import naru.transport.Credential;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaRespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reload reads the files of TLS again; one that is refused leaves all of it as it was. */
@Timeout(60)
final class ReloadTlsTest extends ReloadStage {
  /** A certificate of a CA of its own, in the files that the config names. */
  private Credential issue(String name, String authority) throws IOException {
    CaConfig config = CaConfig.of(List.of(DomainPattern.parse(name)));
    Credential made;
    try (Authority ca =
        Authority.open(config, folder.resolve(authority), Clock.system(), new Metrics())) {
      made = ca.certificates(Party.GATEWAY).credentialFor(name, (from, to, how, event) -> {});
    }
    Files.writeString(folder.resolve("own.pem"), Pem.of(made.chain().subList(0, 1)));
    Files.writeString(folder.resolve("issuer.pem"), Pem.of(made.chain().subList(1, 2)));
    Path key = folder.resolve("own.key");
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, Pem.of(made.key()));
    return made;
  }

  private void write(String listen, String ocsp, String tls) throws IOException {
    ground.write(
        """
        naru: 1
        listen: { %s }
        gateway:
          certificates: { cert: own.pem, key: own.key%s }
          tls: { %s }
          routes: { name: all, to: origin }
        """
            .formatted(listen, ocsp, tls));
  }

  private static String https(int... ports) {
    List<String> all = new ArrayList<>();
    for (int port : ports) {
      all.add("https://127.0.0.1:" + port);
    }
    return "gateway: " + all;
  }

  private static String asking(ServerSocket responder) {
    return ", ocsp: { responder: 'http://127.0.0.1:"
        + responder.getLocalPort()
        + "', issuer: issuer.pem, private-addresses: true }";
  }

  /** What is shown to a client that asks for a name. */
  private X509Certificate shown(String name) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = dial(name)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** And along with it, that it was not revoked. */
  private List<byte[]> stapled(String name) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = dial(name)) {
      return ((ExtendedSSLSession) socket.getSession()).getStatusResponses();
    }
  }

  private SSLSocket dial(String name) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), a);
    socket.setSoTimeout(10_000);
    SSLParameters how = socket.getSSLParameters();
    how.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(how);
    return socket;
  }

  @Test
  void anotherCertificateInItsPlaceIsShownAtOnceForItsOwnNames() throws Exception {
    Credential first = issue("shop.naru.test", "one");
    write(https(a), "", "");
    Naru naru = ground.start();
    assertThat(shown("shop.naru.test")).isEqualTo(first.chain().getFirst());
    Credential second = issue("late.naru.test", "one");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(shown("late.naru.test")).isEqualTo(second.chain().getFirst());
  }

  /** The CA's word that a certificate was not revoked. */
  private byte[] good(Credential about, String authority)
      throws IOException, GeneralSecurityException, OCSPException, OperatorCreationException {
    Path file;
    try (Stream<Path> all = Files.walk(folder.resolve(authority))) {
      file = all.filter(f -> f.endsWith("intermediate.pem")).findFirst().orElseThrow();
    }
    PrivateKey key = Pem.parse(Files.readString(file)).key().orElseThrow();
    var digest = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
    X509Certificate issuer = about.chain().get(1);
    CertificateID id =
        new CertificateID(
            digest,
            new JcaX509CertificateHolder(issuer),
            about.chain().getFirst().getSerialNumber());
    Instant now = Clock.system().wall();
    Date since = Date.from(now.minusSeconds(60));
    Date until = Date.from(now.plusSeconds(3600));
    BasicOCSPResp basic =
        new BasicOCSPRespBuilder(new JcaRespID(issuer.getPublicKey(), digest))
            .addResponse(id, CertificateStatus.GOOD, since, until, null)
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key), null, since);
    return new OCSPRespBuilder().build(OCSPResp.SUCCESSFUL, basic).getEncoded();
  }

  /** What renews the file fails, and the operator reloads for something else. */
  @Test
  void theLastGoodResponseIsShownOnOverAReload() throws Exception {
    Credential made = issue("shop.naru.test", "one");
    byte[] word = good(made, "one");
    Path file = Files.write(folder.resolve("staple.der"), word);
    String ocsp = ", ocsp: { file: staple.der, issuer: issuer.pem }";
    write(https(a), ocsp, "");
    Naru naru = ground.start();
    assertThat(stapled("shop.naru.test")).containsExactly(word);
    Files.writeString(file, "garbage");
    write("\n  " + https(a), ocsp, "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(stapled("shop.naru.test")).containsExactly(word);
    write(https(a), ocsp, "min-version: '1.3'");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(3));
    assertThat(stapled("shop.naru.test")).containsExactly(word);
  }

  @Test
  void contextsStayAndAreToldUnlessTermsInForceChange() throws Exception {
    String held = "naru_limit_used{limit=\"transport.tls-contexts\",at=\"gateway\"} ";
    issue("shop.naru.test", "one");
    write(https(a), "", "");
    Naru naru = ground.start();
    shown("shop.naru.test");
    assertThat(naru.ground.metrics.text()).contains(held + "1\n");
    write("\n  " + https(a), "", "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(naru.ground.metrics.text()).as("a line more").contains(held + "1\n");
    try (ServerSocket taken = new ServerSocket(b, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      write(https(a, b), "", "min-version: '1.3'");
      assertThat(reload(naru)).isInstanceOf(Outcome.Refused.class);
      assertThat(naru.ground.metrics.text()).as("refused").contains(held + "1\n");
    }
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(3));
    assertThat(naru.ground.metrics.text()).contains(held + "0\n");
    shown("shop.naru.test");
    assertThat(naru.ground.metrics.text()).contains(held + "1\n");
  }

  /** They are named as what needs a restart, in both directions. */
  @Test
  void secretsAreToldAsTheProgramWasStarted() throws Exception {
    issue("shop.naru.test", "one");
    write(https(a) + " }\ntrace: { record: { secrets: true }", "", "");
    Naru naru = ground.start();
    write(https(a), "", "min-version: '1.3'");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2, List.of("trace")));
    try (SSLSocket socket = dial("shop.naru.test")) {
      String request = "GET / HTTP/1.1\r\nHost: shop.naru.test\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).contains(" 200 ");
    }
    assertThat(told(naru)).hasSize(1).first().asString().contains("Secrets[");
  }

  /** The question that a responder gets; it is not answered. */
  private static String question(ServerSocket responder) throws IOException {
    try (Socket socket = responder.accept()) {
      socket.setSoTimeout(10_000);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return in.readLine();
    }
  }

  private static String asked(Credential about, Credential by, ServerSocket responder) {
    URI at = URI.create("http://127.0.0.1:" + responder.getLocalPort());
    X509Certificate issuer = by.chain().get(1);
    StatusQuestion question = StatusQuestion.of(about.chain().getFirst(), issuer);
    String path = question.get(at).orElseThrow().getRawPath();
    assertThat(Base64.getDecoder().decode(URLDecoder.decode(path.substring(1), US_ASCII)))
        .isEqualTo(question.der());
    return "GET " + path + " HTTP/1.1";
  }

  /** A certificate of another CA, whose own certificate is in a file besides. */
  @Test
  void anotherIssuerInItsPlaceIsAsked() throws Exception {
    try (ServerSocket responder = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      responder.setSoTimeout(8_000);
      Credential first = issue("shop.naru.test", "one");
      write(https(a), asking(responder), "");
      Naru naru = ground.start();
      assertThat(question(responder)).isEqualTo(asked(first, first, responder));
      Credential second = issue("shop.naru.test", "two");
      assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
      assertThat(question(responder)).isEqualTo(asked(second, second, responder));
      assertThat(naru.ground.metrics.text()).contains("naru_ocsp_wanted 1");
    }
  }

  @Test
  void aRefusedReloadAsksNobodyAndKeepsTheTicketKeys() throws Exception {
    issue("shop.naru.test", "one");
    write(https(a), "", "tickets: { rotate: 3h }");
    Naru naru = ground.start();
    assertThat(naru.ground.metrics.text()).contains("naru_tls_ticket_rotate_seconds 10800");
    try (ServerSocket responder = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        ServerSocket taken = new ServerSocket(b, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      responder.setSoTimeout(300);
      write(https(a, b), asking(responder), "tickets: { rotate: 5h, keep: 2 }");
      assertThat(reload(naru)).isInstanceOf(Outcome.Refused.class);
      assertThat(naru.ground.metrics.text())
          .contains("naru_ocsp_wanted 0", "naru_tls_ticket_rotate_seconds 10800");
      org.assertj.core.api.Assertions.assertThatThrownBy(responder::accept)
          .isInstanceOf(java.net.SocketTimeoutException.class);
      write(https(a), asking(responder), "tickets: { rotate: 5h, keep: 2 }");
      assertThat(reload(naru)).isInstanceOf(Outcome.Applied.class);
      responder.setSoTimeout(10_000);
      assertThat(question(responder)).startsWith("GET ");
      assertThat(naru.ground.metrics.text())
          .contains("naru_ocsp_wanted 1", "naru_tls_ticket_rotate_seconds 18000");
    }
  }

  /** What was the admin API's door is the gateway's: who fails there is in the traces. */
  @Test
  void aDoorThatGoesToAnotherPartyTellsItsTraces() throws Exception {
    issue("shop.naru.test", "one");
    write("admin: https://127.0.0.1:" + a + ", " + https(b), "", "");
    Naru naru = ground.start();
    write("admin: https://127.0.0.1:" + b + ", " + https(a), "", "");
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    babble(b);
    babble(a);
    String ours = "127.0.0.1:" + a;
    assertThat(told(naru)).hasSize(1).first().asString().contains(ours);
  }

  private static List<Trace> told(Naru naru) {
    List<Trace> told = naru.ground.traces.newest(100);
    for (long end = System.nanoTime() + 10_000_000_000L;
        told.isEmpty() && System.nanoTime() < end; ) {
      Thread.onSpinWait();
      told = naru.ground.traces.newest(100);
    }
    return told;
  }

  /** Sends what is no TLS, and waits for the end. */
  private static void babble(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("this is no TLS at all\r\n\r\n".getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  /** The client here does not care whom it talks to. */
  private static final class TrustsAll extends javax.net.ssl.X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

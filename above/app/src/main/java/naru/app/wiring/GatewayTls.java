package naru.app.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.app.config.Edge;
import naru.app.files.TlsFiles;
import naru.base.Clock;
import naru.base.Metrics;
import naru.ca.CertificatesByName;
import naru.ca.CertificatesByName.Part;
import naru.ca.FileCertificates;
import naru.transport.CertificateSource;
import naru.transport.ClientTrust;
import naru.transport.Credential;
import naru.transport.Staple;
import naru.transport.TicketKeys;
import naru.transport.TlsTerms;

/** TLS of the gateway's listeners as the config has it: the user's own certificates, and terms. */
public final class GatewayTls {
  private GatewayTls() {}

  /**
   * What decides whether connections are received as before a reload.
   *
   * @param clients with the contents of their files
   */
  public record Terms(
      List<Edge.Certificate> certificates, TlsTerms.Version least, Optional<ClientTrust> clients) {}

  /**
   * Reads what the config names.
   *
   * @throws naru.base.FailureException if a file cannot be used
   */
  public static Terms terms(Edge edge) {
    TlsTerms.Version least =
        switch (edge.tls().least()) {
          case TLS_1_2 -> TlsTerms.Version.TLS_1_2;
          case TLS_1_3 -> TlsTerms.Version.TLS_1_3;
        };
    return new Terms(edge.certificates(), least, edge.tls().clients().map(TlsFiles::trust));
  }

  /** How ticket keys turn. */
  public static TicketKeys.Rotation rotation(Edge edge) {
    Edge.Tickets tickets = edge.tls().tickets();
    return new TicketKeys.Rotation(tickets.rotate(), tickets.keep());
  }

  /**
   * The user's own certificates, and another source for all other names.
   *
   * @throws naru.base.FailureException if a file cannot be used
   */
  public static CertificateSource source(
      Edge edge, CertificateSource others, Clock clock, Metrics metrics) {
    List<Part> parts = new ArrayList<>();
    for (Edge.Certificate certificate : edge.certificates()) {
      FileCertificates files =
          FileCertificates.open(certificate.cert(), certificate.key(), clock, metrics);
      Optional<FileStaple> staple = certificate.ocsp().map(FileStaple::new);
      CertificateSource source =
          staple
              .<CertificateSource>map(
                  s -> (name, witness) -> with(files.credentialFor(name, witness), s))
              .orElse(files);
      parts.add(new Part(TlsFiles.names(certificate), source));
    }
    parts.add(Part.everything(others));
    return CertificatesByName.of(parts);
  }

  private static Credential with(Credential credential, FileStaple staple) {
    staple.refresh();
    return new Credential(credential.key(), credential.chain(), credential.renewAfter(), staple);
  }

  /**
   * An OCSP response in a file that something else renews. It is asked for at each handshake, on a
   * loop; so it is read when the certificate is looked up, every few seconds, and kept if the file
   * cannot be read meanwhile.
   */
  private static final class FileStaple implements Staple {
    private final Path file;
    private volatile byte[] response = new byte[0];

    FileStaple(Path file) {
      this.file = file;
      refresh();
    }

    void refresh() {
      try {
        response = Files.readAllBytes(file);
      } catch (IOException gone) {
        return; // the last good one is shown on
      }
    }

    @Override
    public byte[] now() {
      return response.clone();
    }
  }
}

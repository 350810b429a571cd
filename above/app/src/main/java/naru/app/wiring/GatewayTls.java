package naru.app.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.app.config.Edge;
import naru.app.files.OcspFiles;
import naru.app.files.TlsFiles;
import naru.base.Clock;
import naru.base.Metrics;
import naru.ca.CertificatesByName;
import naru.ca.CertificatesByName.Part;
import naru.ca.FileCertificates;
import naru.ca.Staples;
import naru.ca.StatusFile;
import naru.ca.StatusKeeper;
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
   * @param staples responses that Naru fetches, over reloads; begins to
   * @throws naru.base.FailureException if a file cannot be used
   */
  public static CertificateSource source(
      Edge edge, CertificateSource others, Clock clock, Metrics metrics, Staples staples) {
    List<Part> parts = new ArrayList<>();
    for (Edge.Certificate certificate : edge.certificates()) {
      FileCertificates files =
          FileCertificates.open(certificate.cert(), certificate.key(), clock, metrics);
      CertificateSource source =
          certificate
              .ocsp()
              .map(ocsp -> stapled(certificate, ocsp, files, clock, staples))
              .orElse(files);
      parts.add(new Part(TlsFiles.names(certificate), source));
    }
    parts.add(Part.everything(others));
    return CertificatesByName.of(parts);
  }

  private static CertificateSource stapled(
      Edge.Certificate certificate,
      Edge.Ocsp ocsp,
      FileCertificates files,
      Clock clock,
      Staples staples) {
    return switch (ocsp) {
      case Edge.Ocsp.InFile in -> {
        StatusFile status = StatusFile.of(in.file(), OcspFiles.issuers(in), clock);
        yield (name, witness) -> {
          Credential shown = files.credentialFor(name, witness);
          return with(shown, status.about(shown.chain(), witness));
        };
      }
      case Edge.Ocsp.Fetched fetched -> {
        StatusKeeper status =
            staples.keeper(id(certificate.cert(), fetched), OcspFiles.how(fetched));
        status.about(files.credentialFor("", (from, to, how, event) -> {}).chain());
        yield (name, witness) -> {
          Credential shown = files.credentialFor(name, witness);
          return with(shown, status.about(shown.chain()));
        };
      }
    };
  }

  private static Credential with(Credential c, Staple staple) {
    return new Credential(c.key(), c.chain(), c.renewAfter(), staple);
  }

  /** What is asked about, and how: another one is asked about anew. */
  private static String id(Path cert, Edge.Ocsp.Fetched fetched) {
    return cert + " " + fetched;
  }

  /** The responses that are fetched for a config. */
  public static Set<String> fetched(Edge edge) {
    Set<String> ids = new HashSet<>();
    for (Edge.Certificate certificate : edge.certificates()) {
      if (certificate.ocsp().orElse(null) instanceof Edge.Ocsp.Fetched fetched) {
        ids.add(id(certificate.cert(), fetched));
      }
    }
    return ids;
  }
}

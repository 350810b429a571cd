package naru.app.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.app.config.Edge;
import naru.app.files.Contents;
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
import naru.trace.Witness;
import naru.transport.CertificateSource;
import naru.transport.ClientTrust;
import naru.transport.Credential;
import naru.transport.Staple;
import naru.transport.TicketKeys;
import naru.transport.TlsTerms;

/** TLS of the gateway's listeners as the config has it: the user's own certificates, and terms. */
public final class GatewayTls {
  private static final Witness NOBODY = (from, to, provenance, event) -> {};

  private GatewayTls() {}

  /**
   * What decides whether connections are received as before a reload: what the files hold, not
   * their names.
   */
  public record Terms(
      List<Held> certificates, TlsTerms.Version least, Optional<ClientTrust> clients) {
    public Terms {
      certificates = List.copyOf(certificates);
    }

    /** What of the responses is known again: {@link Staples#keepOnly}. */
    public Set<String> responses() {
      Set<String> ids = new HashSet<>();
      certificates.forEach(c -> c.response().ifPresent(ids::add));
      return ids;
    }
  }

  /**
   * A certificate as it was found. A response in a file is not part of it, as that is looked at all
   * the time.
   *
   * @param what without its place, which changes with every line above
   * @param files digests of what the certificate and its key held
   * @param issuer the same of the issuer's file; empty for none
   */
  public record Held(Edge.Certificate what, List<String> files, String issuer) {
    static Held now(Edge.Certificate what) {
      List<String> files = List.of(Contents.of(what.cert()), Contents.of(what.key()));
      Optional<Path> issuer = what.ocsp().flatMap(Edge.Ocsp::issuer);
      return new Held(what.anywhere(), files, issuer.map(Contents::of).orElse(""));
    }

    /** Which response is shown, and how it comes; the certificate in its file may change. */
    Optional<String> response() {
      return what.ocsp().map(how -> what.cert() + " " + how + " " + issuer);
    }
  }

  /**
   * Certificates by name.
   *
   * @param asked begins to ask for responses; to be run when the source is in force
   */
  public record Source(CertificateSource certificates, List<Runnable> asked) {
    public Source {
      asked = List.copyOf(asked);
    }
  }

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
    List<Held> held = edge.certificates().stream().map(Held::now).toList();
    return new Terms(held, least, edge.tls().clients().map(TlsFiles::trust));
  }

  /** How ticket keys turn. */
  public static TicketKeys.Rotation rotation(Edge edge) {
    Edge.Tickets tickets = edge.tls().tickets();
    return new TicketKeys.Rotation(tickets.rotate(), tickets.keep());
  }

  /**
   * The user's own certificates, and another source for all other names.
   *
   * @param staples responses, over reloads
   * @throws naru.base.FailureException if a file cannot be used
   */
  public static Source source(
      Terms terms, CertificateSource others, Clock clock, Metrics metrics, Staples staples) {
    List<Part> parts = new ArrayList<>();
    List<Runnable> asked = new ArrayList<>();
    for (Held held : terms.certificates()) {
      Edge.Certificate certificate = held.what();
      FileCertificates files =
          FileCertificates.open(certificate.cert(), certificate.key(), clock, metrics);
      CertificateSource source =
          switch (certificate.ocsp().orElse(null)) {
            case null -> files;
            case Edge.Ocsp.InFile in -> {
              String id = held.response().orElseThrow();
              yield stapled(staples.file(id, in.file(), OcspFiles.issuers(in)), files);
            }
            case Edge.Ocsp.Fetched fetched -> {
              StatusKeeper status =
                  staples.keeper(held.response().orElseThrow(), OcspFiles.how(fetched));
              asked.add(() -> status.about(files.credentialFor("", NOBODY).chain()));
              yield stapled(status, files);
            }
          };
      parts.add(new Part(TlsFiles.names(certificate), source));
    }
    parts.add(Part.everything(others));
    return new Source(CertificatesByName.of(parts), asked);
  }

  private static CertificateSource stapled(StatusFile status, FileCertificates files) {
    return (name, witness) -> {
      Credential shown = files.credentialFor(name, witness);
      return with(shown, status.about(shown.chain(), witness));
    };
  }

  private static CertificateSource stapled(StatusKeeper status, FileCertificates files) {
    return (name, witness) -> {
      Credential shown = files.credentialFor(name, witness);
      return with(shown, status.about(shown.chain()));
    };
  }

  private static Credential with(Credential c, Staple staple) {
    return new Credential(c.key(), c.chain(), c.renewAfter(), staple);
  }
}

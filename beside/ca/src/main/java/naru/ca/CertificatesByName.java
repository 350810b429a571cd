package naru.ca;

import java.util.List;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Witness;
import naru.transport.CertificateSource;
import naru.transport.Credential;

/** Several sources in order: the first one that is meant for the name answers. */
public final class CertificatesByName implements CertificateSource {
  private final List<Part> parts;

  /**
   * A source and what it is meant for.
   *
   * @param names at least one of them covers a name that it answers
   */
  public record Part(List<DomainPattern> names, CertificateSource source) {
    public Part {
      names = List.copyOf(names);
    }

    /** A source for everything, such as the CA behind the user's own files. */
    public static Part everything(CertificateSource source) {
      return new Part(List.of(DomainPattern.parse("*")), source);
    }

    private boolean covers(String name) {
      return names.stream().anyMatch(pattern -> pattern.matches(name));
    }
  }

  private CertificatesByName(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  public static CertificatesByName of(List<Part> parts) {
    return new CertificatesByName(parts);
  }

  @Override
  public Credential credentialFor(String serverName, Witness witness) {
    for (Part part : parts) {
      if (part.covers(serverName)) {
        return part.source().credentialFor(serverName, witness);
      }
    }
    throw Failure.of(
            Code.TLS_NO_CERTIFICATE,
            Side.CLIENT,
            "there is no certificate for '" + serverName + "'")
        .asException();
  }
}

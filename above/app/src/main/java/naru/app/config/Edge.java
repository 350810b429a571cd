package naru.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.Place;
import naru.gateway.config.HttpsOnly;

/**
 * What stands at the gateway's doors: certificates, terms of TLS, and streams, which go past HTTP.
 *
 * @param certificates the user's own; for other names Naru's CA is asked
 * @param streams the most specific that matches wins
 * @param httpsOnly sends who asks in the clear to https
 */
public record Edge(
    List<Certificate> certificates, Tls tls, List<Stream> streams, Optional<HttpsOnly> httpsOnly) {
  public Edge {
    certificates = List.copyOf(certificates);
    streams = List.copyOf(streams);
  }

  /**
   * Whether a host needs no certificate of Naru's CA: it has one out of files, or that cannot be
   * told without reading them.
   */
  public boolean covers(DomainPattern host) {
    return certificates.stream()
        .anyMatch(
            c ->
                c.names().isEmpty()
                    || c.names().stream()
                        .anyMatch(
                            n -> n.equals(host) || (host.isExact() && n.matches(host.toString()))));
  }

  /**
   * A certificate out of files, which are read again when they change.
   *
   * @param cert PEM: the server's certificate first, then its issuers
   * @param key PEM: its private key
   * @param files where these two are named
   * @param names it is shown for; those that it says itself if empty
   * @param ocsp what is shown along with it: that its CA did not revoke it
   */
  public record Certificate(
      Place place,
      Path cert,
      Path key,
      FilePlaces files,
      List<DomainPattern> names,
      Optional<Ocsp> ocsp) {
    public Certificate {
      names = List.copyOf(names);
    }

    /** The same wherever it stands, to be compared. */
    public Certificate anywhere() {
      return new Certificate(Place.BUILT_IN, cert, key, FilePlaces.NOWHERE, names, ocsp);
    }
  }

  /**
   * Where the files of a certificate are named.
   *
   * @param cert where that of the certificate is
   * @param key where that of its private key is
   */
  public record FilePlaces(Place cert, Place key) {
    /** In no file. */
    public static final FilePlaces NOWHERE = new FilePlaces(Place.BUILT_IN, Place.BUILT_IN);
  }

  /** Where a response of a certificate's CA comes from (RFC 6960). */
  public sealed interface Ocsp {
    /** Who signed the certificate, if its file does not hold that; PEM. */
    Optional<Path> issuer();

    /**
     * A file, which something else renews.
     *
     * @param file DER
     */
    record InFile(Path file, Optional<Path> issuer) implements Ocsp {}

    /**
     * Naru asks.
     *
     * @param responder in place of the one that the certificate names
     * @param privateToo whether it may have a private address
     */
    record Fetched(Optional<URI> responder, Optional<Path> issuer, boolean privateToo)
        implements Ocsp {}
  }

  /**
   * Terms of TLS with clients.
   *
   * @param least the lowest version
   * @param clients certificates of clients; empty to ask for none
   */
  public record Tls(Place place, Version least, Optional<Clients> clients, Tickets tickets) {
    /** Versions. */
    public enum Version {
      TLS_1_2,
      TLS_1_3
    }
  }

  /**
   * Certificates of clients.
   *
   * @param required whether a client without one is refused
   * @param ca PEM: whose certificates are believed
   * @param crl what these CAs took back
   * @param tell whether targets are told of the certificate (RFC 9440)
   */
  public record Clients(Place place, boolean required, Path ca, Optional<Path> crl, boolean tell) {}

  /**
   * Keys of session tickets.
   *
   * @param rotate a new key after so long
   * @param keep how many keys open tickets
   */
  public record Tickets(Place place, Duration rotate, int keep) {}

  /**
   * Bytes that go to an upstream as they come.
   *
   * @param ports of listeners; empty for all of its transport
   * @param hosts what a ClientHello must ask for; empty to look at none
   * @param alpn one of these must be offered; empty to look at none
   * @param to the upstream
   */
  public record Stream(
      Place place,
      String name,
      Transport transport,
      List<Integer> ports,
      List<DomainPattern> hosts,
      List<String> alpn,
      String to,
      Duration idle) {
    /** What carries the bytes. */
    public enum Transport {
      TCP,
      UDP
    }

    public Stream {
      ports = List.copyOf(ports);
      hosts = List.copyOf(hosts);
      alpn = List.copyOf(alpn);
    }
  }
}

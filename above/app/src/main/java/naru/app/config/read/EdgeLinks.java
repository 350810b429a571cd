package naru.app.config.read;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Config;
import naru.app.config.Edge;
import naru.app.config.Edge.Stream;
import naru.app.config.Edge.Stream.Transport;
import naru.app.config.ErrorPage;
import naru.app.config.Listener;
import naru.app.config.Listener.Scheme;
import naru.app.config.Route;
import naru.app.config.Upstream;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.shape.Reading;
import naru.app.files.Certificates;
import naru.app.files.OcspFiles;
import naru.app.files.Pages;
import naru.app.files.TlsFiles;
import naru.app.text.Text;
import naru.base.FailureException;
import naru.base.Place;
import naru.gateway.config.CertificateMatch;
import naru.gateway.config.Site;

/** What must hold between listeners, certificates and streams of the gateway. */
final class EdgeLinks {
  private final Config config;
  private final Reading reading;

  private EdgeLinks(Config config, Reading reading) {
    this.config = config;
    this.reading = reading;
  }

  static void check(Config config, Reading reading) {
    EdgeLinks links = new EdgeLinks(config, reading);
    links.proxiesAreTrusted();
    links.filesAreUsable();
    links.streamNamesDiffer();
    links.listenersHaveStreams();
    links.streamsHaveListeners();
    links.httpsIsSpoken();
    links.pagesAreUsable();
    links.certificatesAreAskedFor();
    links.datagramsAreIntroduced();
    links.datagramsHaveHosts();
  }

  private void datagramsHaveHosts() {
    for (Stream stream : edge().streams()) {
      config
          .gateway()
          .upstream(stream.to())
          .filter(u -> stream.transport() == Transport.UDP)
          .flatMap(u -> u.targets().stream().filter(t -> t.to() instanceof Site.Socket).findFirst())
          .ifPresent(
              t ->
                  report(
                      ConfigCode.DATAGRAMS_TO_SOCKET,
                      stream.place(),
                      stream.name(),
                      t.to().toString()));
    }
  }

  private void datagramsAreIntroduced() {
    for (Stream stream : edge().streams()) {
      config
          .gateway()
          .upstream(stream.to())
          .filter(u -> stream.transport() == Transport.UDP)
          .filter(u -> u.proxyProtocol().filter(v -> v == Upstream.ProxyVersion.V1).isPresent())
          .ifPresent(
              u -> report(ConfigCode.NOT_INTRODUCED, stream.place(), stream.name(), u.name()));
    }
  }

  private void certificatesAreAskedFor() {
    if (edge().tls().clients().isPresent()) {
      return;
    }
    for (Route route : config.gateway().routes()) {
      if (route.match().what().certificate().filter(CertificateMatch::shown).isPresent()) {
        report(ConfigCode.CERTIFICATE_NEVER_ASKED, route.match().place(), route.name());
      }
    }
  }

  private void report(ConfigCode code, Place at, String... values) {
    List<Text> texts = List.of(values).stream().map(Text::same).toList();
    reading.report(code, at, Optional.empty(), texts.toArray(Text[]::new));
  }

  private Edge edge() {
    return config.gateway().edge();
  }

  private void proxiesAreTrusted() {
    config
        .listen()
        .all()
        .flatMap(l -> l.proxy().stream())
        .filter(p -> p.trust().isEmpty() && config.gateway().trust().isEmpty())
        .forEach(p -> report(ConfigCode.PROXY_TRUSTS_NOBODY, p.place()));
  }

  private void filesAreUsable() {
    for (Edge.Certificate certificate : edge().certificates()) {
      usable(certificate.files(), certificate.key(), () -> TlsFiles.names(certificate));
      isInForce(certificate);
      certificate
          .ocsp()
          .ifPresentOrElse(
              ocsp -> statusIsThere(certificate, ocsp), () -> statusIsNotNeeded(certificate));
    }
    edge().tls().clients().ifPresent(c -> usable(c.place(), () -> TlsFiles.trust(c)));
    config.gateway().upstreams().stream()
        .flatMap(u -> u.tls().stream())
        .flatMap(tls -> tls.identity().stream())
        .forEach(i -> usable(i.files(), i.key(), () -> TlsFiles.identity(i.cert(), i.key())));
  }

  private void isInForce(Edge.Certificate certificate) {
    if (!isUsable(() -> TlsFiles.names(certificate))) {
      return;
    }
    X509Certificate own = Certificates.read(certificate.cert()).getFirst();
    Instant from = own.getNotBefore().toInstant();
    Instant until = own.getNotAfter().toInstant();
    Instant now = Instant.now();
    if (now.isBefore(from) || now.isAfter(until)) {
      report(ConfigCode.CERTIFICATE_ENDED, certificate.place(), from + " - " + until);
    }
  }

  private void statusIsThere(Edge.Certificate certificate, Edge.Ocsp ocsp) {
    Place at = certificate.place();
    ocsp.issuer().ifPresent(file -> usable(at, () -> Certificates.read(file)));
    if (ocsp instanceof Edge.Ocsp.InFile in) {
      usable(at, () -> TlsFiles.bytes(in.file()));
    }
    if (isUsable(() -> OcspFiles.problem(certificate, ocsp))) {
      OcspFiles.problem(certificate, ocsp)
          .ifPresent(why -> reading.report(ConfigCode.OCSP_MISSING, at, Optional.empty(), why));
    }
  }

  private void statusIsNotNeeded(Edge.Certificate certificate) {
    if (isUsable(() -> TlsFiles.names(certificate)) && OcspFiles.isMust(certificate)) {
      report(ConfigCode.OCSP_UNSAID, certificate.place());
    }
  }

  /** What cannot be used has been reported. */
  private static boolean isUsable(Runnable use) {
    try {
      use.run();
      return true;
    } catch (FailureException reported) {
      return false;
    }
  }

  /** The failure begins with the file that it is about. */
  private void usable(Edge.FilePlaces at, Path key, Runnable use) {
    try {
      use.run();
    } catch (FailureException e) {
      String why = e.failure().detail();
      report(ConfigCode.TLS_FILE, why.startsWith(key + " ") ? at.key() : at.cert(), why);
    }
  }

  private void usable(Place at, Runnable use) {
    usable(ConfigCode.TLS_FILE, at, use);
  }

  private void usable(ConfigCode code, Place at, Runnable use) {
    try {
      use.run();
    } catch (FailureException e) {
      report(code, at, e.failure().detail());
    }
  }

  private void streamNamesDiffer() {
    Map<String, Stream> seen = new HashMap<>();
    for (Stream stream : edge().streams()) {
      Stream first = seen.putIfAbsent(stream.name(), stream);
      if (first != null) {
        report(ConfigCode.SAME_STREAM, stream.place(), stream.name(), where(first.place()));
      }
    }
  }

  private static String where(Place place) {
    return Problem.where(place);
  }

  private void listenersHaveStreams() {
    config.listen().gateway().stream()
        .filter(l -> l.scheme() == Scheme.TCP || l.scheme() == Scheme.UDP)
        .filter(l -> edge().streams().stream().noneMatch(s -> takes(s, l)))
        .forEach(l -> report(ConfigCode.NO_STREAM, l.place(), l.url()));
  }

  private void pagesAreUsable() {
    for (ErrorPage page : config.gateway().errorPages()) {
      usable(ConfigCode.BAD_PAGE, page.place(), () -> Pages.read(page));
    }
  }

  private void httpsIsSpoken() {
    boolean spoken =
        !config.gateway().trust().isEmpty()
            || config.listen().gateway().stream().anyMatch(l -> l.scheme() == Scheme.HTTPS);
    edge().httpsOnly().filter(h -> !spoken).ifPresent(h -> report(ConfigCode.NO_HTTPS, h.place()));
  }

  private void streamsHaveListeners() {
    for (Stream stream : edge().streams()) {
      if (config.listen().gateway().stream().noneMatch(l -> takes(stream, l))) {
        report(ConfigCode.STREAM_UNREACHED, stream.place(), stream.name());
      }
    }
  }

  private static boolean takes(Stream stream, Listener l) {
    boolean spoken =
        switch (l.scheme()) {
          case UDP -> stream.transport() == Transport.UDP;
          case TCP -> stream.transport() == Transport.TCP;
          case HTTPS -> stream.transport() == Transport.TCP && !stream.hosts().isEmpty();
          case HTTP -> false;
        };
    boolean port =
        stream.ports().isEmpty() || l.at().port() == 0 || stream.ports().contains(l.at().port());
    return spoken && port;
  }
}

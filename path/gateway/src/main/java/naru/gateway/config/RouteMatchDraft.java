package naru.gateway.config;

import java.util.List;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.gateway.core.regex.Regex;

/** A {@link RouteMatch} that is being changed: its components, open. */
final class RouteMatchDraft {
  List<DomainPattern> hosts;
  List<Regex> hostExpressions;
  List<PathPattern> paths;
  List<String> methods;
  List<RouteMatch.HeaderMatch> headers;
  List<RouteMatch.QueryMatch> queries;
  List<IpRange> clients;
  List<Integer> ports;
  Optional<String> scheme;
  Optional<CertificateMatch> certificate;
  List<RouteMatch> not;

  RouteMatchDraft(RouteMatch from) {
    hosts = from.hosts();
    hostExpressions = from.hostExpressions();
    paths = from.paths();
    methods = from.methods();
    headers = from.headers();
    queries = from.queries();
    clients = from.clients();
    ports = from.ports();
    scheme = from.scheme();
    certificate = from.certificate();
    not = from.not();
  }

  RouteMatch whole() {
    return new RouteMatch(
        hosts,
        hostExpressions,
        paths,
        methods,
        headers,
        queries,
        clients,
        ports,
        scheme,
        certificate,
        not);
  }
}

package naru.gateway.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.gateway.core.regex.Regex;

/** A {@link RouteMatch} that is put together, one condition after the other. */
public final class Matching {
  private List<DomainPattern> hosts = List.of();
  private List<Regex> hostExpressions = List.of();
  private List<PathPattern> paths = List.of();
  private List<String> methods = List.of();
  private List<RouteMatch.HeaderMatch> headers = List.of();
  private List<RouteMatch.QueryMatch> queries = List.of();
  private List<IpRange> clients = List.of();
  private List<Integer> ports = List.of();
  private Optional<String> scheme = Optional.empty();
  private Optional<CertificateMatch> certificate = Optional.empty();
  private List<RouteMatch> not = List.of();

  private Matching() {}

  /** Of any host. */
  public static Matching any() {
    return new Matching();
  }

  /** Of hosts of a pattern. */
  public static Matching host(String pattern) {
    Matching made = new Matching();
    made.hosts = List.of(DomainPattern.parse(pattern));
    return made;
  }

  /** Also of hosts that these cover. */
  public Matching hostCovered(Regex... expressions) {
    hostExpressions = List.of(expressions);
    return this;
  }

  public Matching path(String... patterns) {
    paths = Arrays.stream(patterns).map(PathPattern::parse).toList();
    return this;
  }

  public Matching path(List<PathPattern> patterns) {
    paths = patterns;
    return this;
  }

  public Matching method(String... names) {
    methods = List.of(names);
    return this;
  }

  public Matching header(RouteMatch.HeaderMatch... all) {
    headers = List.of(all);
    return this;
  }

  public Matching query(RouteMatch.QueryMatch... all) {
    queries = List.of(all);
    return this;
  }

  public Matching client(IpRange... ranges) {
    clients = List.of(ranges);
    return this;
  }

  public Matching port(Integer... numbers) {
    ports = List.of(numbers);
    return this;
  }

  public Matching scheme(String word) {
    scheme = Optional.of(word);
    return this;
  }

  public Matching certificate(CertificateMatch what) {
    certificate = Optional.of(what);
    return this;
  }

  /** But not what matches one of these. */
  public Matching except(RouteMatch... others) {
    not = List.of(others);
    return this;
  }

  /** All of it. */
  public RouteMatch match() {
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

package naru.app.config.read;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import naru.app.config.Config;
import naru.app.config.ProxySettings;
import naru.app.config.ProxySettings.Rule;
import naru.app.config.Route;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.shape.Reading;
import naru.app.text.Text;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.base.Place;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteMatch;

/**
 * Rules and routes that can never apply, because one before them matches all that they would. Only
 * one earlier entry is looked at, at a time: two that cover a third together are not found.
 */
final class Unreached {
  private Unreached() {}

  static void check(Config config, Reading reading) {
    rules(config.proxy(), reading);
    routes(config.gateway().routes(), reading);
    config.gateway().routes().stream()
        .filter(r -> !(r.to() instanceof Route.Destination.Nowhere))
        .forEach(r -> alone(r, config.gateway().routes(), reading));
  }

  /** '/a/' takes all below it with nginx, and only itself here. */
  private static void alone(Route route, List<Route> all, Reading reading) {
    for (PathPattern path : route.match().what().paths()) {
      String text = path.toString();
      if (path.regex().isEmpty() && text.endsWith("/") && !isTakenBelow(text, all)) {
        reading.report(
            ConfigCode.PATH_ALONE,
            route.match().place(),
            Optional.empty(),
            Text.same(route.name()),
            Text.same(text),
            Text.same(text + "**"));
      }
    }
  }

  private static boolean isTakenBelow(String path, List<Route> all) {
    return all.stream()
        .map(r -> r.match().what().paths())
        .anyMatch(
            paths ->
                paths.isEmpty() && path.equals("/")
                    || paths.stream()
                        .filter(p -> path.equals("/") || !p.toString().equals("/**"))
                        .anyMatch(p -> p.matches(path + "x")));
  }

  private static void rules(ProxySettings proxy, Reading reading) {
    List<Rule> rules = proxy.rules();
    for (int i = 0; i < rules.size(); i++) {
      Rule later = rules.get(i);
      first(rules.subList(0, i), later, Unreached::covers)
          .ifPresent(
              earlier ->
                  reading.report(
                      ConfigCode.RULE_UNREACHED,
                      later.place(),
                      Optional.empty(),
                      number(later),
                      number(earlier),
                      where(earlier.place())));
    }
    if (!proxy.defaultPlace().equals(proxy.place())) {
      rules.stream()
          .filter(Unreached::catchesAll)
          .findFirst()
          .ifPresent(all -> defaultUnreached(proxy, all, reading));
    }
  }

  private static void defaultUnreached(ProxySettings proxy, Rule all, Reading reading) {
    reading.report(
        ConfigCode.DEFAULT_UNREACHED,
        proxy.defaultPlace(),
        Optional.empty(),
        number(all),
        where(all.place()));
  }

  private static void routes(List<Route> routes, Reading reading) {
    for (int i = 0; i < routes.size(); i++) {
      Route later = routes.get(i);
      first(routes.subList(0, i), later, Unreached::isSame)
          .ifPresent(
              earlier ->
                  reading.report(
                      ConfigCode.ROUTE_UNREACHED,
                      later.place(),
                      Optional.empty(),
                      Text.same(later.name()),
                      Text.same(earlier.name()),
                      where(earlier.place())));
    }
  }

  /** The most specific route wins, so only one that matches the very same is never reached. */
  private static boolean isSame(Route a, Route b) {
    return covers(a.match().what(), b.match().what()) && covers(b.match().what(), a.match().what());
  }

  private static Text number(Rule rule) {
    return Text.same(Integer.toString(rule.number()));
  }

  private static Text where(Place place) {
    return Text.same(Problem.where(place));
  }

  private static <T> Optional<T> first(List<T> earlier, T later, BiPredicate<T, T> covers) {
    return earlier.stream().filter(e -> covers.test(e, later)).findFirst();
  }

  private static boolean catchesAll(Rule rule) {
    return rule.patterns().stream().anyMatch(p -> p.toString().equals("*"));
  }

  private static boolean covers(Rule earlier, Rule later) {
    return allCovered(earlier.patterns(), later.patterns(), Unreached::covers);
  }

  /** Whether every request that the later one matches is certainly matched by the earlier one. */
  private static boolean covers(RouteMatch earlier, RouteMatch later) {
    return hostsCovered(earlier, later)
        && later.not().containsAll(earlier.not())
        && anyOrCovered(earlier.paths(), later.paths(), PathPattern::covers)
        && anyOrCovered(earlier.methods(), later.methods(), String::equals)
        && anyOrCovered(earlier.clients(), later.clients(), IpRange::equals)
        && anyOrCovered(earlier.ports(), later.ports(), Integer::equals)
        && (earlier.scheme().isEmpty() || earlier.scheme().equals(later.scheme()))
        && (earlier.certificate().isEmpty() || earlier.certificate().equals(later.certificate()))
        && earlier.headers().stream()
            .allMatch(e -> later.headers().stream().anyMatch(l -> covers(e, l)))
        && earlier.queries().stream()
            .allMatch(e -> later.queries().stream().anyMatch(l -> covers(e, l)));
  }

  private static boolean hostsCovered(RouteMatch earlier, RouteMatch later) {
    boolean any = earlier.hosts().isEmpty() && earlier.hostExpressions().isEmpty();
    boolean some = !later.hosts().isEmpty() || !later.hostExpressions().isEmpty();
    return any
        || some
            && allCovered(earlier.hosts(), later.hosts(), Unreached::covers)
            && earlier.hostExpressions().containsAll(later.hostExpressions());
  }

  private static boolean covers(RouteMatch.HeaderMatch earlier, RouteMatch.HeaderMatch later) {
    return earlier.name().equals(later.name())
        && earlier.cookie().equals(later.cookie())
        && earlier.value().covers(later.value());
  }

  private static boolean covers(RouteMatch.QueryMatch earlier, RouteMatch.QueryMatch later) {
    return earlier.name().equals(later.name()) && earlier.value().covers(later.value());
  }

  private static <T> boolean anyOrCovered(
      List<T> earlier, List<T> later, BiPredicate<T, T> covers) {
    return earlier.isEmpty() || (!later.isEmpty() && allCovered(earlier, later, covers));
  }

  private static <T> boolean allCovered(List<T> earlier, List<T> later, BiPredicate<T, T> covers) {
    return later.stream().allMatch(l -> earlier.stream().anyMatch(e -> covers.test(e, l)));
  }

  /** Whether every name of the narrow pattern is one of the wide pattern. */
  static boolean covers(DomainPattern wide, DomainPattern narrow) {
    if (wide.equals(narrow) || wide.toString().equals("*")) {
      return true;
    }
    if (narrow.isExact()) {
      return wide.matches(narrow.toString());
    }
    return !wide.isExact()
        && !narrow.toString().equals("*")
        && wide.matches(narrow.toString().substring(2));
  }
}

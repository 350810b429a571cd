package naru.app.config.read;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;

/** A file with one sign, and what is wrong there. */
record Planted(ConfigCode code, String yaml) {
  /** Where the mistake is. */
  static final char SIGN = '«';

  static Planted of(ConfigCode code, String yaml) {
    return new Planted(code, yaml.startsWith("naru") ? yaml : "naru: 1\n" + yaml);
  }

  /** A mistake inside {@code gateway.upstreams.a}, which a route uses. */
  static Planted upstream(ConfigCode code, String keys) {
    return of(
        code,
        """
        listen: { gateway: http://127.0.0.1:1 }
        gateway:
          routes: { name: r, to: a }
          upstreams:
            a: { %s }
        """
            .formatted(keys));
  }

  /** A mistake at the doors of a gateway that listens to https. */
  static Planted edge(ConfigCode code, String keys) {
    return of(
        code,
        """
        listen: { gateway: https://127.0.0.1:1 }
        gateway:
          upstreams: { a: { targets: 127.0.0.1:9 } }
          routes: { name: r, to: a }
          %s
        """
            .formatted(keys));
  }

  /** A mistake in the second route. */
  static Planted route(ConfigCode code, String route) {
    return of(
        code,
        """
        listen: { gateway: http://127.0.0.1:1 }
        gateway:
          routes:
            - { name: r, match: { path: /r/** }, to: origin }
            - %s
        """
            .formatted(route));
  }

  /** A mistake in the guard of a route. */
  static Planted guard(ConfigCode code, String keys) {
    return route(code, "{ name: x, guard: { " + keys + " }, to: origin }");
  }

  static Planted proxy(ConfigCode code, String keys) {
    return of(code, "listen: { proxy: http://127.0.0.1:1 }\nproxy: { " + keys + " }\n");
  }

  static Planted zone(ConfigCode code, String names) {
    return of(
        code, "listen: { dns: udp://127.0.0.1:1 }\ndns: { zones: { a.test: { " + names + " } } }");
  }

  String text() {
    return yaml.replace(String.valueOf(SIGN), "");
  }

  String expected() {
    String before = yaml.substring(0, yaml.indexOf(SIGN));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return code.number() + " " + line + ":" + column;
  }

  static Loaded parse(String text) {
    return ConfigFile.parse("naru.yaml", Path.of("/nowhere"), text);
  }

  /** What is wrong with a file: number and place of each problem. */
  static List<String> found(String text) {
    Stream<Problem> problems = parse(text).report().problems().stream();
    return problems
        .map(p -> p.code().number() + " " + p.place().line() + ":" + p.place().column())
        .toList();
  }

  @Override
  public String toString() {
    return code.number() + " " + yaml.lines().filter(l -> l.indexOf(SIGN) >= 0).findFirst().get();
  }
}

package naru.journey.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may use whom: the left may use the right, and nothing else of Naru.
 *
 * <p>A module that is not here may not exist: {@link PomTest} and {@link ArchitectureTest} say so.
 */
final class Modules {
  /** The stops, in travelling order. They never import each other. */
  static final List<String> STOPS =
      List.of("client", "dns", "forward", "gateway", "cache", "origin");

  /** What the tests are made of; no program depends on it. */
  static final Set<String> PROOF = Set.of("testkit", "journey", "bench");

  private Modules() {}

  /** The table of the design, as corrected by docs/decisions/0007-who-may-use-whom.md and 0008. */
  static Map<String, Set<String>> table() {
    Map<String, Set<String>> may = new LinkedHashMap<>();
    may.put("base", Set.of());
    may.put("wire", Set.of("base"));
    may.put("linux", Set.of("base"));
    may.put("trace", Set.of("base", "wire"));
    may.put("stack", Set.of("base", "wire", "trace"));
    may.put("transport", Set.of("base", "wire", "linux", "stack", "trace"));
    may.put("http", Set.of("base", "trace", "transport"));
    may.put("store", Set.of("base"));
    may.put("ca", Set.of("base", "wire", "trace", "transport", "http", "store"));
    may.put("dns", Set.of("base", "wire", "trace", "transport", "http"));
    for (String stop : List.of("client", "forward", "gateway", "cache")) {
      may.put(stop, Set.of("base", "trace", "transport", "http"));
    }
    may.put("origin", Set.of("base", "trace", "transport", "http", "store"));
    may.put(
        "admin",
        Set.of(
            "base",
            "trace",
            "transport",
            "http",
            "store",
            "ca",
            "client",
            "dns",
            "forward",
            "gateway",
            "cache",
            "origin"));
    may.put("app", Set.copyOf(may.keySet()));
    return may;
  }
}

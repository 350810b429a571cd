package naru.admin;

import java.util.List;
import java.util.Map;

/**
 * What there is and how it stands. Everything given is written as JSON: records, maps, lists,
 * strings, numbers, booleans, times, places; names in lowerCamelCase.
 */
public interface Inventory {
  /** {@code file}, {@code generation}, {@code loadedAt}, and the {@code listeners}. */
  Map<String, Object> config();

  /** Routes with name, place, to, requests: the gateway's {@code RouteStatus}. */
  List<?> routes();

  /** Upstreams with name, balance, place, targets: the gateway's {@code UpstreamStatus}. */
  List<?> upstreams();

  /** The forward proxy's rules in order: number, action, match, reason, place. */
  List<?> proxyRules();

  /** Zones with their records: name, records, place. */
  List<?> zones();
}

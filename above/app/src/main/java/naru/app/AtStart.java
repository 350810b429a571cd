package naru.app;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import naru.app.config.Config;
import naru.app.config.NetworkSettings;
import naru.app.config.TraceSettings;
import naru.app.wiring.CaWiring;
import naru.app.wiring.CacheWiring;
import naru.app.wiring.DnsWiring;

/** What of a config holds from the start of the program to its end: a reload cannot change it. */
final class AtStart {
  /** What is compared is free of places, which change with every line above. */
  private record Part(String key, Function<Config, Object> what) {}

  private static final List<Part> ALL =
      List.of(
          new Part("state", Config::state),
          new Part("network", c -> network(c.network())),
          new Part("trace", c -> trace(c.trace())),
          new Part("dns", c -> DnsWiring.options(c.dns())),
          new Part("ca", c -> CaWiring.config(c.ca())),
          new Part("cache", c -> CacheWiring.gateway(c.cache())),
          new Part("proxy.cache", c -> CacheWiring.proxy(c.cache(), c.proxy().cache())),
          new Part("origin.hot-bytes", c -> c.origin().bounds().hotBytes()),
          new Part("origin.lookups", c -> c.origin().bounds().lookups()),
          new Part("origin.sending", c -> c.origin().bounds().sending()),
          new Part("origin.unsent-bytes", c -> c.origin().bounds().unsentBytes()),
          new Part("limits.connections", c -> c.limits().connections()));

  private AtStart() {}

  /** Keys below which something differs from what the program was started with. */
  static List<String> changed(Config started, Config now) {
    return ALL.stream()
        .filter(p -> !Objects.equals(p.what().apply(started), p.what().apply(now)))
        .map(Part::key)
        .toList();
  }

  private static List<Object> network(NetworkSettings n) {
    return List.of(
        n.inner().map(i -> List.of(i.range(), i.client(), i.mtu(), impair(i.impair()))),
        n.tun().map(t -> List.of(t.name(), t.range(), t.host(), t.mtu(), impair(t.impair()))));
  }

  private static List<Object> impair(NetworkSettings.Impair i) {
    return List.of(
        i.delay(),
        i.jitter(),
        i.lossPercent(),
        i.duplicatePercent(),
        i.reorderPercent(),
        i.corruptPercent(),
        i.bitsPerSecond(),
        i.queueBytes());
  }

  private static List<Object> trace(TraceSettings t) {
    return List.of(
        t.samplePercent(),
        t.slow(),
        t.perSecond(),
        t.keep(),
        t.bodyBytes(),
        t.packets(),
        t.secrets());
  }
}

package naru.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import naru.bench.load.DnsPerf;
import naru.bench.load.Load;
import naru.bench.load.Wrk;
import naru.bench.machine.Program;
import naru.bench.subject.HAProxy;
import naru.bench.subject.Knot;
import naru.bench.subject.Naru;
import naru.bench.subject.Nginx;
import naru.bench.subject.Site;
import naru.bench.subject.Unbound;

/** The benchmarks there are. */
enum Benchmark {
  GATEWAY {
    @Override
    Plan plan(Path launcher, Path top) {
      return new Plan(
          new Nginx("nginx/origin.conf"),
          List.of(
              new Naru(launcher, "naru/gateway.yaml"),
              new Nginx("nginx/gateway.conf"),
              new HAProxy("haproxy/gateway.cfg")),
          Program.WRK,
          List.of(
              Case.ofAll("h1-1k", plain(Fixtures.SMALL)),
              Case.ofAll("h1-64k", plain(Fixtures.LARGE)),
              Case.ofAll("h1-tls-1k", tls(Fixtures.SMALL)),
              Case.ofAll(
                  "h1-pipe-1k", pipelined(Fixtures.SMALL, top.resolve(Fixtures.PIPELINED)))));
    }
  },
  CACHE {
    @Override
    Plan plan(Path launcher, Path top) {
      return new Plan(
          new Nginx("nginx/origin.conf"),
          List.of(new Naru(launcher, "naru/cache.yaml"), new Nginx("nginx/cache.conf")),
          Program.WRK,
          List.of(
              Case.ofAll("hit-1k", plain(Fixtures.SMALL)),
              Case.ofAll("hit-64k", plain(Fixtures.LARGE))));
    }
  },
  DNS {
    @Override
    Plan plan(Path launcher, Path top) {
      Knot knot = new Knot("knot/dns.conf");
      return new Plan(
          knot,
          List.of(new Naru(launcher, "naru/dns.yaml"), new Unbound("unbound/dns.conf"), knot),
          Program.DNSPERF,
          List.of(
              Case.ofAll("local", site -> new DnsPerf(site.plain(), top.resolve(Fixtures.NEAR))),
              new Case(
                  "cached",
                  Set.of(knot.name()),
                  site -> new DnsPerf(site.plain(), top.resolve(Fixtures.FAR)))));
    }
  };

  private static final int CONNECTIONS = 64;

  /**
   * What to start and to ask.
   *
   * @param launcher the program {@code naru}
   * @param top folder of the {@link Fixtures}
   */
  abstract Plan plan(Path launcher, Path top);

  private static Function<Site, Load> plain(String file) {
    return site -> new Wrk(url(site, file), CONNECTIONS, Optional.empty());
  }

  private static Function<Site, Load> pipelined(String file, Path script) {
    return site -> new Wrk(url(site, file), CONNECTIONS, Optional.of(script));
  }

  private static Function<Site, Load> tls(String file) {
    // By name: Naru's certificate authority issues for names, and wrk sends the host as SNI.
    return site ->
        new Wrk("https://localhost:" + site.tls() + "/" + file, CONNECTIONS, Optional.empty());
  }

  private static String url(Site site, String file) {
    return "http://127.0.0.1:" + site.plain() + "/" + file;
  }
}

package naru.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import naru.bench.load.Asked;
import naru.bench.load.Beside;
import naru.bench.load.DnsPerf;
import naru.bench.load.H2Load;
import naru.bench.load.Iperf3;
import naru.bench.load.Load;
import naru.bench.load.Wrk;
import naru.bench.machine.Program;
import naru.bench.memory.Ends;
import naru.bench.subject.HAProxy;
import naru.bench.subject.InMemory;
import naru.bench.subject.Iperf3Server;
import naru.bench.subject.Knot;
import naru.bench.subject.Naru;
import naru.bench.subject.NaruRelay;
import naru.bench.subject.Nginx;
import naru.bench.subject.Pasta;
import naru.bench.subject.Site;
import naru.bench.subject.Slirp4netns;
import naru.bench.subject.Subject;
import naru.bench.subject.Unbound;

/** The benchmarks there are. */
enum Benchmark {
  GATEWAY {
    @Override
    List<Plan> plans(Path launcher, Path top) {
      return List.of(
          Plan.of(
              new Nginx("nginx/origin.conf"),
              List.of(
                  new Naru(launcher, "naru/gateway.yaml"),
                  new Nginx("nginx/gateway.conf"),
                  new HAProxy("haproxy/gateway.cfg")),
              List.of(
                  Case.ofAll("h1-1k", plain(Fixtures.SMALL)).withSize(),
                  Case.ofAll("h1-64k", plain(Fixtures.LARGE)).withSize(),
                  Case.ofAll("h1-tls-1k", tls(Fixtures.SMALL)).withSize(),
                  Case.ofAll("h1-tls-64k", tls(Fixtures.LARGE)).withSize(),
                  Case.ofAll("h2-tls-1k", h2(Fixtures.SMALL)).withSize(),
                  Case.ofAll("h2-tls-64k", h2(Fixtures.LARGE)).withSize(),
                  Case.ofAll(
                          "h1-pipe-1k", pipelined(Fixtures.SMALL, top.resolve(Fixtures.PIPELINED)))
                      .withSize(),
                  Case.ofAll("h1-close-1k", eachItsOwn(plainUrl(Fixtures.SMALL))).withSize(),
                  Case.ofAll("h1-tls-close-1k", eachItsOwn(tlsUrl(Fixtures.SMALL))).withSize(),
                  Case.ofAll("h1-idle-1000", beside(1000)).withSize(),
                  Case.ofAll("h1-idle-10000", beside(10_000)).withSize()),
              Program.WRK,
              Program.H2LOAD));
    }
  },
  CACHE {
    @Override
    List<Plan> plans(Path launcher, Path top) {
      return List.of(
          Plan.of(
              new Nginx("nginx/origin.conf"),
              List.of(new Naru(launcher, "naru/cache.yaml"), new Nginx("nginx/cache.conf")),
              List.of(
                  Case.ofAll("hit-1k", plain(Fixtures.SMALL)),
                  Case.ofAll("hit-64k", plain(Fixtures.LARGE))),
              Program.WRK));
    }
  },
  DNS {
    @Override
    List<Plan> plans(Path launcher, Path top) {
      Knot knot = new Knot("knot/dns.conf");
      return List.of(
          Plan.of(
              knot,
              List.of(new Naru(launcher, "naru/dns.yaml"), new Unbound("unbound/dns.conf"), knot),
              List.of(
                  Case.ofAll(
                      "local", site -> new DnsPerf(site.plain(), top.resolve(Fixtures.NEAR))),
                  new Case(
                      "cached",
                      Set.of(knot.name()),
                      site -> new DnsPerf(site.plain(), top.resolve(Fixtures.FAR)),
                      false)),
              Program.DNSPERF));
    }
  },
  STACK {
    @Override
    List<Plan> plans(Path launcher, Path top) {
      return List.of(
          inMemory("stream", Ends.NARU, Ends.RECORDING, Ends.KERNEL),
          inMemory("packets", Ends.BARE, Ends.BARE_RECORDING),
          inMemory("connect", Ends.NARU, Ends.BARE, Ends.KERNEL),
          inMemory("idle", Ends.NARU, Ends.BARE),
          relay(1500),
          relay(65520));
    }
  };

  private static final int CLIENTS = 64;
  private static final int H2_CLIENTS = 16;
  private static final int H2_STREAMS = 8;

  /**
   * What to start and to ask, part by part.
   *
   * @param launcher the program {@code naru}
   * @param top folder of the {@link Fixtures}
   */
  abstract List<Plan> plans(Path launcher, Path top);

  /** Both ends in one process, which runs the named case. */
  private static Plan inMemory(String name, Ends... ends) {
    return new Plan(
        name,
        Optional.empty(),
        Arrays.stream(ends).<Subject>map(InMemory::new).toList(),
        Set.of(),
        List.of(Case.ofAll(name, site -> new Asked(site.plain(), name))),
        Plan.WARM_SECONDS,
        Optional.empty());
  }

  /** iperf3 from a network namespace through relays to the loopback address, and back. */
  private static Plan relay(int mtu) {
    String name = "relay-" + mtu;
    return new Plan(
        name,
        Optional.of(new Iperf3Server()),
        List.of(new NaruRelay(mtu), new Slirp4netns(mtu), new Pasta(mtu)),
        Set.of(Program.IPERF3, Program.NSENTER),
        List.of(
            Case.ofAll(name + "-out", site -> Iperf3.out(site.guest(), site.origin())),
            Case.ofAll(name + "-in", site -> Iperf3.in(site.guest(), site.origin()))),
        Plan.WARM_SECONDS,
        Optional.of(name + "-mean"));
  }

  private static Function<Site, Load> plain(String file) {
    return site -> new Wrk(plainUrl(file).apply(site), CLIENTS, Optional.empty(), true);
  }

  private static Function<Site, Load> pipelined(String file, Path script) {
    return site -> new Wrk(plainUrl(file).apply(site), CLIENTS, Optional.of(script), true);
  }

  private static Function<Site, Load> tls(String file) {
    return site -> new Wrk(tlsUrl(file).apply(site), CLIENTS, Optional.empty(), true);
  }

  /** A connection, and over TLS a full handshake, for each request. */
  private static Function<Site, Load> eachItsOwn(Function<Site, String> url) {
    return site -> new Wrk(url.apply(site), CLIENTS, Optional.empty(), false);
  }

  private static Function<Site, Load> h2(String file) {
    return site -> new H2Load(tlsUrl(file).apply(site), H2_CLIENTS, H2_STREAMS);
  }

  /** Small answers, with so many silent connections open. */
  private static Function<Site, Load> beside(int idle) {
    return site ->
        new Beside(site.plain(), Fixtures.SMALL, idle, plain(Fixtures.SMALL).apply(site));
  }

  private static Function<Site, String> plainUrl(String file) {
    return site -> "http://127.0.0.1:" + site.plain() + "/" + file;
  }

  /** By name: Naru's certificate authority issues for names, and wrk sends the host as SNI. */
  private static Function<Site, String> tlsUrl(String file) {
    return site -> "https://localhost:" + site.tls() + "/" + file;
  }
}

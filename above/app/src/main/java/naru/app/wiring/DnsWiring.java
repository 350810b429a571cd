package naru.app.wiring;

import java.util.ArrayList;
import java.util.List;
import naru.app.config.Config;
import naru.app.config.DnsSettings;
import naru.app.config.Listener;
import naru.base.IpRange;
import naru.dns.DnsConfig;
import naru.dns.NameServer;
import naru.dns.core.BlockList;
import naru.dns.core.Forward;
import naru.dns.core.Recursion;
import naru.dns.core.Upstream;
import naru.dns.core.Zone;
import naru.wire.dns.Name;

/** What the name server is told. */
public final class DnsWiring {
  private DnsWiring() {}

  /** Zones, block list, forwards, and for whom. */
  public static DnsConfig config(Config config) {
    DnsSettings settings = config.dns();
    List<IpRange> clients = new ArrayList<>(settings.recursion());
    clients.addAll(OwnQuestions.from(config));
    return new DnsConfig(
        settings.zones().stream().map(DnsWiring::zone).toList(),
        settings.block().stream().map(b -> new BlockList.Block(b.pattern(), b.place())).toList(),
        settings.forward().stream().map(DnsWiring::forward).toList(),
        new Recursion(clients, settings.recursionPlace()));
  }

  private static Zone zone(DnsSettings.Zone zone) {
    Zone.Builder builder = Zone.builder(zone.origin(), zone.place());
    for (DnsSettings.ZoneRecord r : zone.records()) {
      builder.add(r.owner(), r.ttl().toSeconds() + " " + r.type() + " " + r.data(), r.place());
    }
    return builder.build();
  }

  private static Forward forward(DnsSettings.Forward forward) {
    List<Upstream> servers = new ArrayList<>();
    for (Listener server : forward.servers()) {
      servers.add(Upstream.parse(server.url()));
    }
    return new Forward(Name.parse(forward.zone()), servers, forward.place());
  }

  /** Bounds. */
  public static NameServer.Options options(DnsSettings settings) {
    NameServer.Options usual = NameServer.Options.USUAL;
    return new NameServer.Options(
        settings.cacheEntries(),
        usual.connections(),
        usual.waiting(),
        usual.idleNanos(),
        settings.timeout().toNanos());
  }
}

package naru.bench.subject;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import naru.bench.machine.Guest;
import naru.bench.machine.Program;

/**
 * pasta (of passt), with addresses as slirp4netns has them. It maps its gateway to the host, and no
 * port is forwarded past its TCP.
 *
 * @param mtu of the guest's interface, in bytes
 */
public record Pasta(int mtu) implements Subject {
  @Override
  public String name() {
    return "pasta";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.PASTA, Program.UNSHARE);
  }

  @Override
  public List<String> prepare(Site site) {
    return List.of(
        Program.PASTA.word(),
        "--foreground",
        "--runas",
        "0",
        "--config-net",
        "--ipv4-only",
        "--mtu",
        Integer.toString(mtu),
        "--address",
        Guest.ADDRESS,
        "--netmask",
        Integer.toString(Guest.PREFIX),
        "--gateway",
        Guest.HOST,
        "--tcp-ports",
        "none",
        "--udp-ports",
        "none",
        "--tcp-ns",
        "none",
        "--udp-ns",
        "none",
        Long.toString(site.guest().pid()));
  }

  @Override
  public boolean relays() {
    return true;
  }

  @Override
  public boolean accepts(Site site) throws IOException {
    return Relays.reaches(site);
  }
}

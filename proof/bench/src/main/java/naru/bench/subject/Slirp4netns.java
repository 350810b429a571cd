package naru.bench.subject;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import naru.bench.machine.Guest;
import naru.bench.machine.Program;

/**
 * slirp4netns, with its own addresses: the host is {@value Guest#HOST}.
 *
 * @param mtu of the guest's interface, in bytes
 */
public record Slirp4netns(int mtu) implements Subject {
  @Override
  public String name() {
    return "slirp4netns";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.SLIRP4NETNS, Program.UNSHARE);
  }

  @Override
  public List<String> prepare(Site site) {
    return List.of(
        Program.SLIRP4NETNS.word(),
        "--configure",
        "--mtu=" + mtu,
        Long.toString(site.guest().pid()),
        "tap0");
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

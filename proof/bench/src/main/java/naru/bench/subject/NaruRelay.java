package naru.bench.subject;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import naru.bench.machine.Guest;
import naru.bench.machine.Program;

/**
 * Naru's TCP between a TUN in the guest and sockets of the host: {@link naru.bench.relay.Main}.
 *
 * @param mtu of the guest's interface, in bytes
 */
public record NaruRelay(int mtu) implements Subject {
  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public String name() {
    return Naru.NAME;
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.UNSHARE);
  }

  @Override
  public List<String> prepare(Site site) {
    return JavaProgram.command(
        naru.bench.relay.Main.class,
        List.of(),
        List.of(
            Long.toString(site.guest().pid()),
            Integer.toString(mtu),
            Guest.ADDRESS + "/" + Guest.PREFIX,
            Guest.HOST));
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

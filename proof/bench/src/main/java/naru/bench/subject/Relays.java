package naru.bench.subject;

import java.io.IOException;
import java.net.InetAddress;
import naru.bench.machine.Guest;

/** What relays have in common. */
final class Relays {
  private Relays() {}

  /** Whether the guest reaches the server behind. */
  static boolean reaches(Site site) throws IOException {
    InetAddress host = InetAddress.ofLiteral(Guest.HOST);
    return site.guest().call(() -> Subject.connects(host, site.origin()));
  }
}

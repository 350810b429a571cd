package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** For how long it is remembered that a server wants HTTP/1.1, and of whom. */
final class Http1DemandTest {
  private static Peer peer(int port) {
    return Peer.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void itHoldsForAWhile() {
    Http1Demand demand = new Http1Demand();
    assertThat(demand.holds(Long.MIN_VALUE)).isFalse();
    long now = Long.MAX_VALUE - 5; // the clock may begin anywhere
    demand.made(now);
    assertThat(demand.holds(now)).isTrue();
    assertThat(demand.holds(now + Http1Demand.NANOS - 1)).isTrue();
    assertThat(demand.holds(now + Http1Demand.NANOS)).isFalse();
  }

  @Test
  void itIsOneServersAndOfAllLoops() {
    IdleTimes known = new IdleTimes();
    known.demand(peer(1)).made(7);
    assertThat(known.demand(peer(1)).holds(8)).isTrue();
    assertThat(known.demand(peer(2)).holds(8)).isFalse();
  }
}

package naru.gateway.core;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What is known of one target, beyond any one configuration: it survives a reload under the same
 * upstream name and address. Shared between loops.
 */
public final class TargetState {
  /** Who this is. */
  public record Key(String upstream, String address) {}

  private final Key key;
  private final Health health = new Health();
  private final Conduct conduct = new Conduct();
  private final Tally inflight;
  private final Tally requests;
  private final Tally failures;
  private volatile List<InetSocketAddress> addresses = List.of();

  /** A target of which nothing is known yet. */
  public TargetState(Key key, int loops) {
    this.key = key;
    this.inflight = new Tally(loops);
    this.requests = new Tally(loops);
    this.failures = new Tally(loops);
  }

  public Key key() {
    return key;
  }

  public Health health() {
    return health;
  }

  public Conduct conduct() {
    return conduct;
  }

  /** Requests under way. */
  public Tally inflight() {
    return inflight;
  }

  /** Tries sent. */
  public Tally requests() {
    return requests;
  }

  /** Tries that failed. */
  public Tally failures() {
    return failures;
  }

  /** Where it is now; empty while its name has never been resolved. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Its name was resolved; an answer that differs only in order changes nothing. */
  public boolean foundAt(List<InetSocketAddress> found) {
    if (found.isEmpty() || java.util.Set.copyOf(found).equals(java.util.Set.copyOf(addresses))) {
      return false;
    }
    addresses = List.copyOf(found);
    return true;
  }
}

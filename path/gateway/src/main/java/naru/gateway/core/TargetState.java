package naru.gateway.core;

import java.net.SocketAddress;
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
  private final Latency latency;
  private final Outcomes outcomes;
  private volatile List<Spot> spots = List.of();
  private volatile Use use = Use.ENABLED;
  private volatile long useSince;
  private volatile boolean ready;
  private volatile long readySince;
  private volatile List<SocketAddress> addresses = List.of();

  /** What an operator said. */
  public enum Use {
    /** Like any other. */
    ENABLED,
    /** No new requests, but those of clients that stick to it. */
    DRAIN,
    /** No requests at all. */
    MAINTENANCE
  }

  /** A target of which nothing is known yet. */
  public TargetState(Key key, int loops) {
    this.key = key;
    this.inflight = new Tally(loops);
    this.requests = new Tally(loops);
    this.failures = new Tally(loops);
    this.latency = new Latency(loops);
    this.outcomes = new Outcomes(loops);
  }

  /**
   * Another server at the same address: what an operator said of the address holds for it, what the
   * one before showed does not.
   */
  public TargetState successor() {
    TargetState fresh = new TargetState(key, inflight.loops());
    fresh.useSince = useSince;
    fresh.use = use;
    return fresh;
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

  /** How long its answers take; measured only where that decides. */
  public Latency latency() {
    return latency;
  }

  /** What became of its tries; counted only where targets are compared. */
  public Outcomes outcomes() {
    return outcomes;
  }

  public Use use() {
    return use;
  }

  /** When that was said. */
  long useSince() {
    return useSince;
  }

  /** An operator says how it is used from now on. */
  public void use(Use other, long now) {
    useSince = now;
    use = other;
  }

  /**
   * For how long it has been fit without a break.
   *
   * @param fit whether it is now
   */
  long readyFor(boolean fit, long now) {
    if (!fit) {
      ready = false;
      return 0;
    }
    if (!ready) {
      readySince = now;
      ready = true;
    }
    return now - readySince;
  }

  /** Its name has it no longer: if it comes back it starts as one that is new. */
  public void left() {
    ready = false;
  }

  /** Of a name that stands for several targets: which these are. */
  public List<Spot> spots() {
    return spots;
  }

  /** Its name was resolved to these; whether that is something new. */
  public boolean foundSpots(List<Spot> found) {
    if (found.isEmpty() || java.util.Set.copyOf(found).equals(java.util.Set.copyOf(spots))) {
      return false;
    }
    spots = List.copyOf(found);
    return true;
  }

  /** Where it is now; empty while its name has never been resolved. */
  public List<SocketAddress> addresses() {
    return addresses;
  }

  /** Its name was resolved; an answer that differs only in order changes nothing. */
  public boolean foundAt(List<SocketAddress> found) {
    if (found.isEmpty() || java.util.Set.copyOf(found).equals(java.util.Set.copyOf(addresses))) {
      return false;
    }
    addresses = List.copyOf(found);
    return true;
  }
}

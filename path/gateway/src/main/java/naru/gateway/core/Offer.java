package naru.gateway.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.transport.NameResolver.Service;

/**
 * The SRV records of a service (RFC 2782) on their way to targets: the hosts that they name have to
 * be asked for, each once. A host that cannot be found keeps the addresses that it had, so that one
 * broken name takes nothing away. Not shared.
 */
public final class Offer {
  /** Most records of a service that are followed: the ones of the first priorities. */
  public static final int MOST = 256;

  private static final int HIGHEST_WEIGHT = 1000;

  private final List<Service> places;
  private final List<Spot> before;
  private final Map<String, List<InetAddress>> hosts = new LinkedHashMap<>();
  private long ttlSeconds;
  private int waiting;
  private boolean whole = true;

  /**
   * The records as they came.
   *
   * @param ttlSeconds their least TTL
   * @param before what was known until now
   */
  public Offer(List<Service> places, long ttlSeconds, List<Spot> before) {
    this.places =
        places.stream()
            .sorted(Comparator.comparingInt(Service::priority))
            .limit(MOST)
            .distinct()
            .toList();
    this.before = before;
    this.ttlSeconds = ttlSeconds;
    this.places.forEach(p -> hosts.put(p.host(), List.of()));
    this.waiting = hosts.size();
  }

  /** Who is to be asked for. */
  public List<String> hosts() {
    return List.copyOf(hosts.keySet());
  }

  /**
   * A host's addresses.
   *
   * @param ttl in seconds; {@link Following#UNKNOWN} if it is not known
   * @return whether that was the last one
   */
  public boolean found(String host, List<InetAddress> addresses, long ttl) {
    hosts.put(host, addresses);
    ttlSeconds = ttl == Following.UNKNOWN ? ttlSeconds : Math.min(ttlSeconds, ttl);
    return --waiting == 0;
  }

  /** A host that was not found; whether that was the last one. */
  public boolean failed(String host) {
    whole = false;
    List<InetAddress> had = new ArrayList<>();
    for (Spot spot : before) {
      if (spot.host().equals(host) && !had.contains(spot.at().getAddress())) {
        had.add(spot.at().getAddress());
      }
    }
    hosts.put(host, had);
    return --waiting == 0;
  }

  /** Whether each host was found: else it is worth asking soon again, whatever the TTL says. */
  public boolean isWhole() {
    return whole;
  }

  /** The least TTL of all that was said. */
  public long ttlSeconds() {
    return ttlSeconds;
  }

  /** Each address of each record; empty if no host was found. */
  public List<Spot> spots() {
    List<Spot> spots = new ArrayList<>();
    for (Service place : places) {
      int weight = weight(place);
      for (InetAddress address : hosts.getOrDefault(place.host(), List.of())) {
        spots.add(
            new Spot(
                new InetSocketAddress(address, place.port()),
                place.host(),
                weight,
                place.priority()));
      }
    }
    return List.copyOf(spots);
  }

  /**
   * Its share, among those of its priority, of at most 1000: what is heavier is scaled, and where
   * one has no weight all are, so that its chance is as small as it should be.
   */
  private int weight(Service place) {
    int heaviest = 0;
    boolean isLight = false;
    for (Service other : places) {
      if (other.priority() == place.priority()) {
        heaviest = Math.max(heaviest, other.weight());
        isLight |= other.weight() == 0;
      }
    }
    boolean scaled = heaviest > HIGHEST_WEIGHT || (isLight && heaviest > 0);
    return scaled ? place.weight() * HIGHEST_WEIGHT / heaviest : place.weight();
  }
}

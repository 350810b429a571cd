package naru.dns.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.wire.dns.Name;
import naru.wire.dns.Type;

/** What the config says about names: ours, blocked, or asked of others for some. Immutable. */
public final class Policy {
  private final Map<Name, Zone> zones = new HashMap<>();
  private final BlockList blocks;
  private final Map<Name, Forward> forwards = new HashMap<>();
  private final Recursion recursion;

  private Policy(BlockList blocks, Recursion recursion) {
    this.blocks = blocks;
    this.recursion = recursion;
  }

  /**
   * A policy.
   *
   * @throws IllegalArgumentException if a zone or forward suffix is named twice
   */
  public static Policy of(
      List<Zone> zones, BlockList blocks, List<Forward> forwards, Recursion recursion) {
    Policy policy = new Policy(blocks, recursion);
    for (Zone zone : zones) {
      if (policy.zones.putIfAbsent(zone.origin(), zone) != null) {
        throw new IllegalArgumentException("the zone '" + zone.origin() + "' is there twice");
      }
    }
    for (Forward forward : forwards) {
      if (policy.forwards.putIfAbsent(forward.suffix(), forward) != null) {
        throw new IllegalArgumentException(
            "'" + forward.suffix() + "' is forwarded twice: give one list of servers");
      }
    }
    return policy;
  }

  /** The zone of ours that a name is in: the one with the longest origin. */
  Optional<Zone> zoneOf(Name name) {
    return longest(zones, name);
  }

  /** Who is asked for a name of others. */
  Optional<Forward> forwardOf(Name name) {
    return longest(forwards, name);
  }

  /** Whether others are asked for anything. */
  boolean forwards() {
    return !forwards.isEmpty();
  }

  /** For whom others are asked. */
  Recursion recursion() {
    return recursion;
  }

  /** Our own answer: blocked, or from a zone of ours. Empty if others must be asked. */
  Optional<LocalAnswer> local(Name name, Type type) {
    Optional<LocalAnswer> blocked =
        blocks.find(name).map(block -> LocalAnswer.blocked(name, block));
    return blocked.isPresent()
        ? blocked
        : zoneOf(name).map(zone -> new ZoneWalk(this, name, type).from(zone));
  }

  private static <T> Optional<T> longest(Map<Name, T> map, Name name) {
    if (map.isEmpty()) {
      return Optional.empty();
    }
    Name at = name;
    while (true) {
      T found = map.get(at);
      if (found != null || at.isRoot()) {
        return Optional.ofNullable(found);
      }
      at = at.parent();
    }
  }
}

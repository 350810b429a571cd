package naru.dns;

import java.util.List;
import naru.dns.core.BlockList;
import naru.dns.core.Forward;
import naru.dns.core.Policy;
import naru.dns.core.Recursion;
import naru.dns.core.Zone;

/**
 * What the name server is told.
 *
 * @param zones ours
 * @param blocks names that are answered as if they did not exist
 * @param forwards who is asked for names of others, by suffix; the longest suffix counts
 * @param recursion for which clients they are asked
 */
public record DnsConfig(
    List<Zone> zones, List<BlockList.Block> blocks, List<Forward> forwards, Recursion recursion) {
  /**
   * Checks that no zone and no suffix is there twice.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public DnsConfig {
    zones = List.copyOf(zones);
    blocks = List.copyOf(blocks);
    forwards = List.copyOf(forwards);
    Policy.of(zones, BlockList.of(blocks), forwards, recursion);
  }

  Policy policy() {
    return Policy.of(zones, BlockList.of(blocks), forwards, recursion);
  }
}

package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import naru.testkit.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table does what a map does, with hashes that collide much. */
final class FlowTableTest {
  private record Key(long remote, int port) {}

  @Test
  void isAMap() {
    Seeds.each(
        20,
        seeds -> {
          RandomGenerator dice = seeds.generator("flows");
          int hashes = 1 << dice.nextInt(12);
          int most = 1 + dice.nextInt(600);
          FlowTable table = new FlowTable();
          Map<Key, Flow> map = new HashMap<>();
          for (int i = 0; i < 5000; i++) {
            Key key = new Key(dice.nextLong(40), dice.nextInt(most / 40 + 1));
            step(table, map, key, dice, hashes);
            assertThat(table.size()).isEqualTo(map.size());
          }
          map.forEach((key, flow) -> assertThat(find(table, key, hashes)).isSameAs(flow));
          List<Flow> all = new ArrayList<>();
          table.forEach(all::add);
          assertThat(all).containsExactlyInAnyOrderElementsOf(map.values());
          all.forEach(table::remove);
          assertThat(table.size()).isZero();
        });
  }

  private static void step(
      FlowTable table, Map<Key, Flow> map, Key key, RandomGenerator dice, int hashes) {
    Flow there = map.get(key);
    assertThat(find(table, key, hashes)).isSameAs(there);
    if (there == null) {
      Flow fresh = flow(key, hashes);
      table.add(fresh);
      map.put(key, fresh);
    } else if (dice.nextBoolean()) {
      table.remove(there);
      table.remove(there); // is not there any more
      map.remove(key);
    } else {
      Flow fresh = flow(key, hashes);
      table.replace(there, fresh);
      map.put(key, fresh);
    }
  }

  private static int hash(Key key, int hashes) {
    return key.hashCode() * 0x9e3779b9 >>> 16 & hashes - 1;
  }

  private static Flow flow(Key key, int hashes) {
    return new SocketPair(1, 2, 3, key.remote, 5, key.port, hash(key, hashes));
  }

  private static @Nullable Flow find(FlowTable table, Key key, int hashes) {
    return table.find(hash(key, hashes), 1, 2, 3, key.remote, 5, key.port);
  }
}

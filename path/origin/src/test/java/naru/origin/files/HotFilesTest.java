package naru.origin.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import naru.base.Limit;
import naru.base.Metrics;
import org.junit.jupiter.api.Test;

final class HotFilesTest {
  private final Limit limit = Limit.of(new Metrics(), "test.hot", 10_000);
  private final HotFiles hot = new HotFiles(new HotMemory(limit));

  private static Resource resource(String path, int bytes) {
    return Resource.of(path, Instant.EPOCH, Content.InMemory.of(new byte[bytes]));
  }

  @Test
  void whatIsUsedOutlivesWhatIsNot() {
    hot.put("a", resource("a", 4000), 0);
    hot.put("b", resource("b", 4000), 0);
    assertThat(hot.get("a", 0)).isPresent();
    hot.put("c", resource("c", 4000), 0);
    assertThat(hot.get("a", 0)).isPresent();
    assertThat(hot.get("b", 0)).isEmpty();
    assertThat(hot.get("c", 0)).isPresent();
  }

  @Test
  void whatIsLargerThanAllIsNotKept() {
    hot.put("a", resource("a", 100), 0);
    hot.put("big", resource("big", 20_000), 0);
    assertThat(hot.get("big", 0)).isEmpty();
    assertThat(hot.get("a", 0)).isPresent();
  }

  /** What clients say must not take memory that is not counted. */
  @Test
  void whatIsKeptOfChoicesIsPartOfTheBound() {
    Resource alone = resource("a", 1000);
    for (int i = 0; i < 100; i++) {
      assertThat(alone.choice("gzip, x" + i).coding()).isEmpty();
    }
    assertThat(alone.choices().size()).isZero();
    LinkedHashMap<String, Content> coded = new LinkedHashMap<>();
    coded.put("gzip", Content.InMemory.of(new byte[100]));
    Content plain = Content.InMemory.of(new byte[900]);
    Resource two = new Resource("b", Instant.EPOCH, plain, coded, List.of());
    for (int i = 0; i < 100; i++) {
      assertThat(two.choice("gzip, x" + i).coding()).isEqualTo("gzip");
    }
    assertThat(two.choices().size()).isEqualTo(Choices.KEPT);
    assertThat(two.bytesInMemory() - alone.bytesInMemory()).isEqualTo(Choices.KEPT * 512L);
  }

  /** The memory is one for all sites, and each finds its own only. */
  @Test
  void sitesShareTheBoundAndNotTheFiles() {
    HotMemory memory = new HotMemory(limit);
    HotFiles one = new HotFiles(memory);
    HotFiles two = new HotFiles(memory);
    one.put("a", resource("a", 4000), 0);
    two.put("a", resource("a", 4001), 0);
    assertThat(one.get("a", 0).orElseThrow().plain().length()).isEqualTo(4000);
    assertThat(two.get("a", 0).orElseThrow().plain().length()).isEqualTo(4001);
    for (int i = 0; i < 4; i++) {
      two.put("b" + i, resource("b", 4000), 0);
    }
    assertThat(one.size()).isZero();
    assertThat(limit.used()).isBetween(1L, limit.max());
  }

  @Test
  void theBoundHoldsWhateverHappens() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 20_000; i++) {
      String path = "f" + random.nextInt(40);
      switch (random.nextInt(4)) {
        case 0 -> hot.drop(path);
        case 1 -> hot.get(path, 0);
        default -> hot.put(path, resource(path, random.nextInt(6000)), 0);
      }
      assertThat(limit.used()).isBetween(0L, limit.max());
    }
    for (int i = 0; i < 40; i++) {
      hot.drop("f" + i);
    }
    assertThat(limit.used()).isZero();
    assertThat(hot.size()).isZero();
  }
}

package naru.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import naru.base.Metrics;
import naru.cache.core.CacheKey;
import naru.cache.core.Lines;
import naru.cache.core.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest {
  private static final long ROOM_FOR_TEN = 10 * entry(0).weight();

  private final Metrics metrics = new Metrics();
  private final MemoryStore store = MemoryStore.of(metrics, ROOM_FOR_TEN, ROOM_FOR_TEN);

  @AfterEach
  void invariants() {
    store.checkInvariants();
  }

  @Test
  void givesBackWhatWasPut() {
    Entry entry = entry(1);
    assertThat(store.put(entry, Lines.none())).isTrue();
    assertThat(store.find(key(1), Lines.none())).containsSame(entry);
    assertThat(store.find(key(2), Lines.none())).isEmpty();
  }

  @Test
  void replacesWhatAnsweredTheSameRequest() {
    store.put(entry(1), Lines.none());
    Entry newer = entry(1);
    store.put(newer, Lines.none());
    assertThat(store.find(key(1), Lines.none())).containsSame(newer);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void rfc9111_section4_1_keepsOneResponseForEachChoice() {
    Lines english = Lines.of("Accept-Language", "en");
    Lines korean = Lines.of("Accept-Language", "ko");
    store.put(entry(1, english, "Vary", "Accept-Language"), english);
    store.put(entry(1, korean, "Vary", "Accept-Language"), korean);
    assertThat(store.size()).isEqualTo(2);
    assertThat(store.find(key(1), Lines.of("accept-language", "KO"))).isPresent();
    assertThat(store.find(key(1), Lines.of("accept-language", "fr"))).isEmpty();
    assertThat(store.find(key(1), Lines.none())).isEmpty();
  }

  @Test
  void choicesOfOneKeyAreBounded() {
    MemoryStore large = MemoryStore.of(new Metrics(), 1 << 20, 1 << 20);
    for (int i = 0; i < 3 * Variants.MAX; i++) {
      Lines request = Lines.of("Foo", "v" + i);
      large.put(entry(1, request, "Vary", "Foo"), request);
    }
    assertThat(large.size()).isEqualTo(Variants.MAX);
    assertThat(large.find(key(1), Lines.of("Foo", "v0"))).isEmpty();
    assertThat(large.find(key(1), Lines.of("Foo", "v" + (3 * Variants.MAX - 1)))).isPresent();
    large.checkInvariants();
  }

  @Test
  void neverHoldsMoreThanItMay() {
    for (int i = 0; i < 100; i++) {
      store.put(entry(i), Lines.none());
      assertThat(store.usedBytes()).isLessThanOrEqualTo(ROOM_FOR_TEN);
    }
    assertThat(store.size()).isBetween(9, 10);
    assertThat(metrics.text()).contains("naru_limit_max{limit=\"cache.memory-bytes\"}");
    assertThat(metrics.counter("naru_cache_evicted_total", "").sum()).isGreaterThanOrEqualTo(90);
  }

  @Test
  void aScanDoesNotDriveOutWhatIsUsed() {
    for (int i = 0; i < 3; i++) {
      store.put(entry(i), Lines.none());
      store.find(key(i), Lines.none());
    }
    for (int i = 100; i < 1000; i++) {
      store.put(entry(i), Lines.none());
      for (int hot = 0; hot < 3; hot++) {
        assertThat(store.find(key(hot), Lines.none())).isPresent();
      }
    }
  }

  @Test
  void whatReturnsSoonIsKeptLonger() {
    for (int i = 0; i < 15; i++) {
      store.put(entry(i), Lines.none());
    }
    assertThat(store.find(key(0), Lines.none())).isEmpty();
    store.put(entry(0), Lines.none());
    for (int i = 100; i < 120; i++) {
      store.put(entry(i), Lines.none());
    }
    assertThat(store.find(key(0), Lines.none())).isPresent();
  }

  @Test
  void refusesWhatIsTooLargeAndCountsIt() {
    MemoryStore narrow = MemoryStore.of(metrics, 1 << 20, entry(1).weight() - 1);
    assertThat(narrow.put(entry(1), Lines.none())).isFalse();
    assertThat(narrow.size()).isZero();
    assertThat(metrics.counter("naru_cache_too_large_total", "").sum()).isEqualTo(1);
  }

  @Test
  void purgesByKeyAndByPrefix() {
    for (int i = 0; i < 6; i++) {
      store.put(entry(i), Lines.none());
    }
    assertThat(store.purge(key(3))).isEqualTo(1);
    assertThat(store.purge(key(3))).isZero();
    assertThat(store.purgePrefix("http://shop/4")).isEqualTo(1);
    assertThat(store.entries(100)).hasSize(4);
    assertThat(store.purgePrefix("")).isEqualTo(4);
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void staysSoundUnderARandomLife() {
    SplittableRandom random = new SplittableRandom(42);
    for (int step = 0; step < 5_000; step++) {
      int i = random.nextInt(30);
      switch (random.nextInt(4)) {
        case 0 -> store.purge(key(i));
        case 1, 2 -> store.find(key(i), Lines.none());
        case 3 -> store.put(entry(i), Lines.none());
        default -> throw new AssertionError();
      }
      store.checkInvariants();
    }
  }

  @Test
  void hitForMissForgets() {
    HitForMiss marks = new HitForMiss(metrics, 1_000_000_000L);
    marks.mark(77, 5);
    assertThat(marks.isMarked(77, 5)).isTrue();
    assertThat(marks.isMarked(78, 5)).isFalse();
    assertThat(marks.isMarked(77, 1_002_000_000L)).isFalse();
    marks.clear(77);
    assertThat(marks.isMarked(77, 5)).isFalse();
  }

  static CacheKey key(int i) {
    return CacheKey.of("http", "shop", "/" + i);
  }

  private static Entry entry(int i) {
    return entry(i, Lines.none());
  }

  private static Entry entry(int i, Lines request, String... fields) {
    Response response =
        Response.of(
            200,
            Lines.of("Cache-Control", "max-age=60").plus(Lines.of(fields)),
            new Response.Arrival(0, 0, 1_790_000_000L));
    byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
    return Entry.of(key(i), request, response, body);
  }
}

package naru.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import naru.cache.core.Profile;
import naru.trace.CacheEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stories of many clients who want the same at once, on several loops over real sockets. */
final class CollapsingTest {
  private static final String FRESH = "max-age=60";

  private final Rig rig = new Rig(CacheConfig.DEFAULT, 3);
  private final Origin origin = new Origin();
  private final InetSocketAddress front = rig.before(origin.on(rig));
  private final List<Visitor> visitors = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (Visitor visitor : visitors) {
      visitor.close();
    }
    rig.close();
  }

  private Visitor comes() throws Exception {
    Visitor visitor = Visitor.asks(front, "GET", "/a");
    visitors.add(visitor);
    return visitor;
  }

  /** The herd: so many who wait for the fetch of a first one. */
  private List<Visitor> herd(int size) throws Exception {
    List<Visitor> herd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      herd.add(comes());
    }
    await(() -> rig.cache.waiting() == size + 1);
    return herd;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void oneFetchServesTheHerd() throws Exception {
    Visitor first = comes();
    Origin.Asked asked = origin.next();
    List<Visitor> herd = herd(20);
    asked.answer(200, "hello", "Cache-Control", FRESH);
    assertThat(first.rest()).endsWith("hello").doesNotContain("collapsed");
    for (Visitor visitor : herd) {
      assertThat(visitor.rest()).contains("; stored; collapsed").endsWith("hello");
    }
    assertThat(origin.isIdle()).isTrue();
    assertThat(rig.metrics.text()).contains("naru_cache_collapsed_total 20\n");
    await(() -> rig.cache.fetching() == 0);
  }

  @Test
  void waitersStreamWhileTheBodyGrows() throws Exception {
    Visitor first = comes();
    Origin.Asked asked = origin.next();
    Visitor second = herd(1).getFirst();
    asked.begin(200, "Cache-Control", FRESH, "Content-Length", "8");
    asked.more("0123");
    first.until("0123");
    second.until("0123");
    Visitor late = comes();
    late.until("0123");
    asked.more("4567");
    asked.end();
    for (Visitor visitor : List.of(first, second, late)) {
      assertThat(visitor.rest()).endsWith("4567");
    }
  }

  @Test
  void whenTheFirstClientGoesTheOthersStillGetTheirAnswer() throws Exception {
    Visitor first = comes();
    Origin.Asked asked = origin.next();
    Visitor second = herd(1).getFirst();
    first.vanish();
    await(() -> rig.cache.waiting() == 1);
    asked.begin(200, "Cache-Control", FRESH, "Content-Length", "8");
    asked.more("0123");
    second.until("0123");
    asked.more("4567");
    asked.end();
    assertThat(second.rest()).endsWith("4567");
    assertThat(Visitor.gets(front, "/a")).endsWith("01234567");
  }

  @Test
  void anUncacheableAnswerReleasesTheHerdAtOnce() throws Exception {
    Visitor first = comes();
    Origin.Asked asked = origin.next();
    List<Visitor> herd = herd(5);
    asked.answer(200, "mine", "Cache-Control", "private");
    assertThat(first.rest()).endsWith("mine");
    List<Origin.Asked> all = new ArrayList<>();
    for (int i = 0; i < herd.size(); i++) {
      all.add(origin.next());
    }
    for (Origin.Asked each : all) {
      each.answer(200, "own", "Cache-Control", "private");
    }
    for (Visitor visitor : herd) {
      assertThat(visitor.rest()).endsWith("own");
    }
    comes();
    comes();
    assertThat(List.of(origin.next(), origin.next())).hasSize(2);
  }

  @Test
  void aBodyOfUnknownLengthIsSharedWhenItIsWhole() throws Exception {
    Visitor first = comes();
    Origin.Asked asked = origin.next();
    Visitor second = herd(1).getFirst();
    asked.begin(200, "Cache-Control", FRESH);
    asked.more("0123");
    first.until("0123");
    asked.more("4567");
    asked.end();
    assertThat(first.rest()).endsWith("0\r\n\r\n");
    assertThat(second.rest()).contains("Content-Length: 8\r\n").endsWith("01234567");
  }

  @Test
  void aBodyThatGrowsTooLargeIsTheFirstOnesAlone() throws Exception {
    try (Rig small = new Rig(CacheConfig.DEFAULT.withMemory(1 << 20, 2048), 1)) {
      InetSocketAddress narrow = small.before(origin.on(small));
      String part = "z".repeat(1000);
      try (Visitor first = Visitor.asks(narrow, "GET", "/a")) {
        Origin.Asked asked = origin.next();
        asked.begin(200, "Cache-Control", FRESH);
        for (int i = 0; i < 5; i++) {
          asked.more(part);
        }
        asked.end();
        assertThat(first.rest().chars().filter(c -> c == 'z').count()).isEqualTo(5000);
      }
      assertThat(small.cache.store().size()).isZero();
      assertThat(small.told()).contains(new CacheEvent.NotStored("http://shop/a", "too-large"));
    }
  }

  @Test
  void aBodyThatBreaksOffIsCutForAllWhoBegan() throws Exception {
    Visitor first = comes();
    Origin.Asked asked = origin.next();
    Visitor second = herd(1).getFirst();
    asked.begin(200, "Cache-Control", FRESH, "Content-Length", "8");
    asked.more("0123");
    first.until("0123");
    second.until("0123");
    asked.cut();
    for (Visitor visitor : List.of(first, second)) {
      assertThat(visitor.isCut()).isTrue();
    }
    assertThat(rig.cache.store().size()).isZero();
  }

  @Test
  void rfc9111_section4_2_4_staleWhileTheOriginIsGone() throws Exception {
    try (Rig brave = new Rig(CacheConfig.DEFAULT.with(Profile.RFC), 1)) {
      InetSocketAddress bravely = brave.before(origin.on(brave));
      try (Visitor visitor = Visitor.asks(bravely, "GET", "/a")) {
        origin.next().answer(200, "old", "Cache-Control", "max-age=5");
        assertThat(visitor.rest()).endsWith("old");
      }
      brave.clock.forward(10);
      InetSocketAddress toNobody = brave.before(nobody());
      assertThat(Visitor.gets(toNobody, "/a")).contains("detail=stale-if-error").endsWith("old");
      assertThat(Visitor.gets(toNobody, "/b")).startsWith("HTTP/1.1 502 ");
    }
  }

  /** An address where nobody listens. */
  private static InetSocketAddress nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  @Test
  void noMoreFetchesThanMay() throws Exception {
    CacheConfig one = new CacheConfig(1 << 20, 1 << 16, 1, 10, 0, Profile.SAFE, CacheRoute.DEFAULT);
    try (Rig narrow = new Rig(one, 1)) {
      InetSocketAddress door = narrow.before(origin.on(narrow));
      try (Visitor a = Visitor.asks(door, "GET", "/a")) {
        Origin.Asked first = origin.next();
        try (Visitor b = Visitor.asks(door, "GET", "/b")) {
          origin.next().answer(200, "b", "Cache-Control", FRESH);
          assertThat(b.rest()).contains("fwd=uri-miss").doesNotContain("stored").endsWith("b");
        }
        first.answer(200, "a", "Cache-Control", FRESH);
        assertThat(a.rest()).contains("; stored").endsWith("a");
      }
      assertThat(narrow.metrics.text())
          .contains("naru_limit_refused_total{limit=\"cache.fetches\"} 1\n");
    }
  }
}

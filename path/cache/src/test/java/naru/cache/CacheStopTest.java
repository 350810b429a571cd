package naru.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.cache.core.CacheKey;
import naru.cache.core.Lane;
import naru.cache.core.Lines;
import naru.http.Exchange;
import naru.http.RequestHead;
import naru.trace.CacheEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stories of one client after the other, over real sockets. */
final class CacheStopTest {
  private static final String FRESH = "max-age=60";

  private final Rig rig = new Rig(CacheConfig.DEFAULT, 1);
  private final Origin origin = new Origin();
  private final InetSocketAddress front = rig.before(origin.on(rig));

  @AfterEach
  void close() {
    rig.close();
  }

  /** Has a response stored under the path. */
  private String store(String path, String body, String... fields) throws Exception {
    try (Visitor visitor = Visitor.asks(front, "GET", path)) {
      origin.next().answer(200, body, fields);
      return visitor.rest();
    }
  }

  @Test
  void missThenHit() throws Exception {
    String miss = store("/a", "hello", "Cache-Control", FRESH);
    assertThat(miss).contains("Cache-Status: Naru; fwd=uri-miss; fwd-status=200; stored\r\n");
    rig.clock.forward(7);
    String hit = Visitor.gets(front, "/a");
    assertThat(hit)
        .startsWith("HTTP/1.1 200 ")
        .containsPattern("Age: [78]\r\n")
        .containsPattern("Cache-Status: Naru; hit; ttl=5[23]\r\n")
        .endsWith("\r\n\r\nhello");
    assertThat(origin.isIdle()).isTrue();
    assertThat(rig.metrics.text())
        .contains("naru_cache_hits_total 1\n", "naru_cache_misses_total 1\n");
  }

  @Test
  void theTraceTellsWhatWasDecided() throws Exception {
    store("/a", "hello", "Cache-Control", FRESH);
    Visitor.gets(front, "/a");
    String key = "http://shop/a";
    List<CacheEvent> miss = rig.told();
    assertThat(miss)
        .containsExactly(
            new CacheEvent.Forwarded(key, "uri-miss", "", naru.base.Place.BUILT_IN),
            new CacheEvent.Stored(key, 60, "max-age", 5));
    assertThat(rig.told()).containsExactly(new CacheEvent.Hit(key, 0, 59, ""));
  }

  @Test
  void rfc9111_section3_whatMayNotBeStoredIsNot() throws Exception {
    assertThat(store("/a", "one", "Cache-Control", "no-store"))
        .contains("Cache-Status: Naru; fwd=uri-miss; fwd-status=200; detail=no-store\r\n");
    assertThat(store("/a", "two", "Cache-Control", "no-store")).endsWith("two");
    assertThat(rig.cache.store().size()).isZero();
  }

  /** Servers hear what a trusted proxy tells of scheme and host, and may answer about it. */
  @Test
  void whatAProxyTellsOfSchemeAndHostIsPartOfTheKey() throws Exception {
    InetSocketAddress told =
        rig.listen(
            0,
            x -> {
              x.told(new Telling());
              x.proceed();
            },
            rig.cache,
            Relaying.to(origin.on(rig)));
    assertThat(stored(told, "one")).endsWith("one");
    assertThat(stored(told, "two", "X-Forwarded-Proto", "https")).endsWith("two");
    assertThat(stored(told, "three", "X-Forwarded-Host", "evil.test")).endsWith("three");
    assertThat(Visitor.gets(told, "/a")).endsWith("one");
    assertThat(Visitor.gets(told, "/a", "X-Forwarded-Host", "Shop")).endsWith("one");
    assertThat(Visitor.gets(told, "/a", "X-Forwarded-Proto", "https")).endsWith("two");
    assertThat(Visitor.gets(told, "/a", "X-Forwarded-Host", "evil.test")).endsWith("three");
  }

  private String stored(InetSocketAddress at, String body, String... fields) throws Exception {
    try (Visitor visitor = Visitor.asks(at, "GET", "/a", fields)) {
      origin.next().answer(200, body, "Cache-Control", FRESH);
      return visitor.rest();
    }
  }

  private static final class Telling implements Exchange.Told {
    @Override
    public boolean isSecure(RequestHead head, Exchange.Client client) {
      return head.fields().text("X-Forwarded-Proto").equals(Optional.of("https"));
    }

    @Override
    public @Nullable String told(RequestHead head, Exchange.Client client) {
      return head.fields().text("X-Forwarded-Host").orElse(null);
    }
  }

  /** A guard may have taken the proof out of the request. */
  @Test
  void rfc9111_section3_5_whatSomebodyProvenGotIsForNobodyElse() throws Exception {
    InetSocketAddress guarded =
        rig.listen(
            0,
            x -> {
              x.authorized();
              x.proceed();
            },
            rig.cache,
            Relaying.to(origin.on(rig)));
    try (Visitor visitor = Visitor.asks(guarded, "GET", "/mine")) {
      origin.next().answer(200, "ann's", "Cache-Control", FRESH);
      assertThat(visitor.rest()).contains("detail=authorization").endsWith("ann's");
    }
    assertThat(rig.cache.store().size()).isZero();
    try (Visitor visitor = Visitor.asks(guarded, "GET", "/all")) {
      origin.next().answer(200, "ours", "Cache-Control", "public, " + FRESH);
      assertThat(visitor.rest()).endsWith("ours");
    }
    assertThat(rig.cache.store().size()).isEqualTo(1);
  }

  @Test
  void rfc9110_section9_3_2_headIsAnsweredFromAStoredGet() throws Exception {
    store("/a", "hello", "Cache-Control", FRESH);
    try (Visitor visitor = Visitor.asks(front, "HEAD", "/a")) {
      assertThat(visitor.rest()).contains("Content-Length: 5\r\n").endsWith("\r\n\r\n");
    }
  }

  @Test
  void rfc9111_section4_3_2_aClientsConditionIsAnsweredFromTheStore() throws Exception {
    store("/a", "hello", "Cache-Control", FRESH, "ETag", "\"v1\"");
    assertThat(Visitor.gets(front, "/a", "If-None-Match", "W/\"v1\""))
        .startsWith("HTTP/1.1 304 ")
        .contains("ETag: \"v1\"\r\n")
        .endsWith("\r\n\r\n");
    assertThat(Visitor.gets(front, "/a", "If-None-Match", "\"v2\"")).endsWith("hello");
  }

  @Test
  void aConditionOnAMissFetchesTheWholeAndAnswers304() throws Exception {
    try (Visitor visitor = Visitor.asks(front, "GET", "/a", "If-None-Match", "\"v1\"")) {
      Origin.Asked asked = origin.next();
      assertThat(asked.ifNoneMatch()).isEmpty();
      asked.answer(200, "hello", "Cache-Control", FRESH, "ETag", "\"v1\"");
      assertThat(visitor.rest()).startsWith("HTTP/1.1 304 ");
    }
    assertThat(Visitor.gets(front, "/a")).endsWith("hello");
  }

  @Test
  void rfc9110_section14_aRangeOfAStoredResponse() throws Exception {
    store("/a", "0123456789", "Cache-Control", FRESH);
    assertThat(Visitor.gets(front, "/a", "Range", "bytes=2-4"))
        .startsWith("HTTP/1.1 206 ")
        .contains("Content-Range: bytes 2-4/10\r\n", "Content-Length: 3\r\n")
        .endsWith("\r\n\r\n234");
    assertThat(Visitor.gets(front, "/a", "Range", "bytes=10-"))
        .startsWith("HTTP/1.1 416 ")
        .contains("Content-Range: bytes */10\r\n");
  }

  @Test
  void rfc9111_section4_3_aStaleResponseIsRevalidated() throws Exception {
    store("/a", "hello", "Cache-Control", "max-age=5", "ETag", "\"v1\"", "X", "old");
    rig.clock.forward(10);
    try (Visitor visitor = Visitor.asks(front, "GET", "/a")) {
      Origin.Asked asked = origin.next();
      assertThat(asked.ifNoneMatch()).hasValue("\"v1\"");
      asked.answer(304, "", "ETag", "\"v1\"", "X", "new", "Cache-Control", FRESH);
      assertThat(visitor.rest())
          .startsWith("HTTP/1.1 200 ")
          .contains("X: new\r\n", "Cache-Status: Naru; fwd=stale; fwd-status=304; stored\r\n")
          .endsWith("hello");
    }
    assertThat(Visitor.gets(front, "/a")).contains("X: new\r\n", "; hit; ").endsWith("hello");
  }

  @Test
  void rfc5861_section3_staleWhileRevalidate() throws Exception {
    store("/a", "old", "Cache-Control", "max-age=5, stale-while-revalidate=60");
    rig.clock.forward(10);
    assertThat(Visitor.gets(front, "/a"))
        .containsPattern("Cache-Status: Naru; hit; ttl=-[56]; detail=stale-while-revalidate\r\n")
        .endsWith("old");
    Origin.Asked refresh = origin.next();
    assertThat(Visitor.gets(front, "/a")).endsWith("old");
    assertThat(origin.isIdle()).isTrue();
    refresh.answer(200, "new", "Cache-Control", FRESH);
    awaitStored();
    assertThat(Visitor.gets(front, "/a")).endsWith("new");
  }

  /** Waits for the trace to tell that a response was stored for a minute. */
  private void awaitStored() throws InterruptedException {
    boolean stored = false;
    while (!stored) {
      stored =
          rig.told().stream()
              .anyMatch(e -> e instanceof CacheEvent.Stored s && s.ttlSeconds() == 60);
    }
  }

  @Test
  void rfc5861_section4_staleIfError() throws Exception {
    store("/a", "old", "Cache-Control", "max-age=5, stale-if-error=60");
    rig.clock.forward(10);
    try (Visitor visitor = Visitor.asks(front, "GET", "/a")) {
      origin.next().answer(503, "sorry");
      assertThat(visitor.rest())
          .startsWith("HTTP/1.1 200 ")
          .contains("Cache-Status: Naru; fwd=stale; fwd-status=503; detail=stale-if-error\r\n")
          .endsWith("old");
    }
  }

  @Test
  void anErrorThatNothingCoversIsToldAsItIs() throws Exception {
    store("/a", "old", "Cache-Control", "max-age=5, must-revalidate");
    rig.clock.forward(10);
    try (Visitor visitor = Visitor.asks(front, "GET", "/a")) {
      origin.next().answer(503, "sorry");
      assertThat(visitor.rest()).startsWith("HTTP/1.1 503 ").endsWith("sorry");
    }
  }

  @Test
  void rfc9111_section4_4_anUnsafeMethodInvalidates() throws Exception {
    store("/a", "old", "Cache-Control", FRESH);
    for (int status : new int[] {500, 204}) {
      try (Visitor visitor = Visitor.asks(front, "DELETE", "/a")) {
        origin.next().answer(status, "");
        assertThat(visitor.rest()).contains("Cache-Status: Naru; fwd=method; fwd-status=" + status);
      }
      assertThat(rig.cache.store().size()).isEqualTo(status == 500 ? 1 : 0);
    }
  }

  @Test
  void rfc9111_section4_1_responsesAreKeptByChoice() throws Exception {
    for (String language : new String[] {"en", "ko"}) {
      try (Visitor visitor = Visitor.asks(front, "GET", "/a", "Accept-Language", language)) {
        origin.next().answer(200, language, "Cache-Control", FRESH, "Vary", "Accept-Language");
        assertThat(visitor.rest()).endsWith(language);
      }
    }
    assertThat(Visitor.gets(front, "/a", "Accept-Language", "EN")).endsWith("en");
    assertThat(Visitor.gets(front, "/a", "Accept-Language", "ko")).endsWith("ko");
  }

  @Test
  void rfc9111_section5_2_1_7_onlyIfCached() throws Exception {
    assertThat(Visitor.gets(front, "/a", "Cache-Control", "only-if-cached"))
        .startsWith("HTTP/1.1 504 ");
    store("/a", "hello", "Cache-Control", FRESH);
    assertThat(Visitor.gets(front, "/a", "Cache-Control", "only-if-cached")).endsWith("hello");
  }

  @Test
  void aBodyThatBreaksOffIsNeverStored() throws Exception {
    try (Visitor visitor = Visitor.asks(front, "GET", "/a")) {
      Origin.Asked asked = origin.next();
      asked.begin(200, "Cache-Control", FRESH, "Content-Length", "10");
      asked.more("01234");
      visitor.until("01234");
      asked.cut();
    }
    assertThat(store("/a", "whole", "Cache-Control", FRESH)).endsWith("whole");
    assertThat(rig.cache.store().find(CacheKey.of("http", "shop", "/a"), Lines.none()))
        .hasValueSatisfying(entry -> assertThat(entry.body()).hasSize(5));
  }

  @Test
  void aRouteThatIsOffPassesAndOnlyTheTraceTellsOfTheCache() throws Exception {
    InetSocketAddress off =
        rig.listen(
            0,
            x -> {
              x.put(CacheStop.ROUTE, CacheRoute.OFF);
              x.proceed();
            },
            rig.cache,
            Relaying.to(origin.on(rig)));
    try (Visitor visitor = Visitor.asks(off, "GET", "/a")) {
      origin.next().answer(200, "hello", "Cache-Control", FRESH);
      assertThat(visitor.rest()).startsWith("HTTP/1.1 200 ").doesNotContain("Cache-Status");
    }
    assertThat(rig.told())
        .containsExactly(
            new CacheEvent.Forwarded("", "bypass", "disabled", CacheRoute.OFF.place()));
    assertThat(rig.cache.store().size()).isZero();
  }

  @Test
  void theRoutesDefaultHoldsForWhatSaysNothing() throws Exception {
    CacheRoute tenSeconds = new CacheRoute(true, 0, 10, naru.base.Place.BUILT_IN, Lane.USUAL);
    InetSocketAddress front =
        rig.listen(
            0,
            x -> {
              x.put(CacheStop.ROUTE, tenSeconds);
              x.proceed();
            },
            rig.cache,
            Relaying.to(origin.on(rig)));
    try (Visitor visitor = Visitor.asks(front, "GET", "/a")) {
      origin.next().answer(200, "hello", "ETag", "\"1\"");
      assertThat(visitor.rest()).contains("; stored").endsWith("hello");
    }
    rig.clock.forward(9);
    assertThat(Visitor.gets(front, "/a")).contains("; hit;").endsWith("hello");
    rig.clock.forward(2);
    try (Visitor visitor = Visitor.asks(front, "GET", "/a")) {
      origin.next().answer(304, "", "ETag", "\"1\"");
      assertThat(visitor.rest()).contains("fwd=stale").endsWith("hello");
    }
    rig.clock.forward(9);
    assertThat(Visitor.gets(front, "/a")).as("again for ten seconds").contains("; hit;");
    assertThat(rig.told())
        .filteredOn(CacheEvent.Stored.class::isInstance)
        .containsExactly(new CacheEvent.Stored("http://shop/a", 10, "default", 5));
  }

  @Test
  void whatMoreThanTheUriChoseIsForItsOwnRoute() throws Exception {
    CacheRoute next = new CacheRoute(true, 0, 0, naru.base.Place.BUILT_IN, "next");
    InetSocketAddress canary =
        rig.listen(
            0,
            x -> {
              x.put(CacheStop.ROUTE, next);
              x.proceed();
            },
            rig.cache,
            Relaying.to(origin.on(rig)));
    store("/a", "old", "Cache-Control", FRESH);
    try (Visitor visitor = Visitor.asks(canary, "GET", "/a")) {
      origin.next().answer(200, "new", "Cache-Control", FRESH);
      assertThat(visitor.rest()).contains("fwd=vary-miss").endsWith("new");
    }
    assertThat(Visitor.gets(front, "/a")).contains("; hit;").endsWith("old");
    assertThat(Visitor.gets(canary, "/a")).contains("; hit;").endsWith("new");
    assertThat(rig.cache.store().purge(CacheKey.of("http", "shop", "/a"))).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForTheFetchOfAnotherRoute() throws Exception {
    CacheRoute next = new CacheRoute(true, 0, 0, naru.base.Place.BUILT_IN, "next");
    InetSocketAddress canary =
        rig.listen(
            0,
            x -> {
              x.put(CacheStop.ROUTE, next);
              x.proceed();
            },
            rig.cache,
            Relaying.to(origin.on(rig)));
    try (Visitor first = Visitor.asks(front, "GET", "/a")) {
      Origin.Asked asked = origin.next();
      try (Visitor second = Visitor.asks(canary, "GET", "/a")) {
        origin.next().answer(200, "new", "Cache-Control", FRESH);
        assertThat(second.rest()).endsWith("new");
      }
      asked.answer(200, "old", "Cache-Control", FRESH);
      assertThat(first.rest()).endsWith("old");
    }
    assertThat(Visitor.gets(canary, "/a")).contains("; hit;").endsWith("new");
  }

  @Test
  void purgedIsGone() throws Exception {
    store("/a", "old", "Cache-Control", FRESH);
    assertThat(rig.cache.store().purgePrefix("http://shop/")).isEqualTo(1);
    assertThat(store("/a", "new", "Cache-Control", FRESH)).endsWith("new");
  }
}

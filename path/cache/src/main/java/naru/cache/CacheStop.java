package naru.cache;

import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;
import naru.cache.core.CacheKey;
import naru.cache.core.CacheStatus;
import naru.cache.core.Lane;
import naru.cache.core.Lines;
import naru.cache.core.Request;
import naru.cache.core.Reuse;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.Slot;
import naru.http.Stop;
import naru.trace.CacheEvent;
import org.jspecify.annotations.Nullable;

/**
 * The cache on a request's way. RFC 9111.
 *
 * <p>Fresh in the store: it answers. Otherwise it asks the rest of the way, for all who want the
 * same at once ({@link Fetch}), and stores what may be stored while it streams through. Unsafe
 * methods pass and make invalid what they may have changed.
 *
 * <p>The short way of a plain hit (no request directive, no condition, no range, no Vary) decides
 * on bytes and numbers alone; everything else makes values and asks {@code naru.cache.core}.
 *
 * <p>Thread-safe; one serves all loops.
 */
public final class CacheStop implements Stop {
  /** Where a route leaves its settings for the cache. */
  public static final Slot<CacheRoute> ROUTE = Slot.named("cache-route");

  /** How often a request that was released looks again before it just passes. */
  static final int MAX_LOOKS = 3;

  private final CacheConfig config;
  private final MemoryStore store;
  private final Fetches fetches;
  private final LongAdder hits;
  private final LongAdder staleHits;
  private final LongAdder misses;
  private final LongAdder passes;
  private final FastThreadLocal<CacheKey.Probe> probes =
      new FastThreadLocal<>() {
        @Override
        protected CacheKey.Probe initialValue() {
          return new CacheKey.Probe();
        }
      };

  private CacheStop(CacheConfig config, MemoryStore store, Metrics metrics) {
    this.config = config;
    this.store = store;
    this.fetches = new Fetches(config, store, metrics);
    this.hits = metrics.counter("naru_cache_hits_total", "answered from the store, fresh");
    this.staleHits = metrics.counter("naru_cache_stale_hits_total", "answered stale");
    this.misses = metrics.counter("naru_cache_misses_total", "fetched, or waited for a fetch");
    this.passes = metrics.counter("naru_cache_passes_total", "passed without the store");
  }

  /** A cache with an empty store. */
  public static CacheStop of(CacheConfig config, Metrics metrics) {
    MemoryStore store = MemoryStore.of(metrics, config.memoryBytes(), config.maxObjectBytes());
    return new CacheStop(config, store, metrics);
  }

  /** What is stored; for administration. */
  public MemoryStore store() {
    return store;
  }

  /**
   * What the store would say to a request; nothing is changed.
   *
   * @param scheme {@code http} or {@code https}
   */
  public CacheEvent explain(RequestHead request, String scheme, CacheRoute route, long nowNanos) {
    Method method = request.method();
    if (!route.enabled()) {
      return new CacheEvent.Forwarded("", "bypass", "disabled", route.place());
    }
    CacheKey key = CacheKey.of(scheme, request.authority(), request.path());
    if (method != Method.GET && method != Method.HEAD) {
      return new CacheEvent.Forwarded(key.text(), "method", request.methodText(), route.place());
    }
    Optional<Entry> found = store.peek(key, Lane.in(route.lane(), Heads.lines(request.fields())));
    if (found.isEmpty()) {
      return new CacheEvent.Forwarded(key.text(), "uri-miss", "", route.place());
    }
    Entry entry = found.get();
    return entry.isFresh(nowNanos)
        ? new CacheEvent.Hit(key.text(), entry.ageSeconds(nowNanos), entry.ttlSeconds(nowNanos), "")
        : new CacheEvent.Forwarded(key.text(), "stale", "", route.place());
  }

  @Override
  public void enter(Exchange x) {
    CacheRoute route = x.getOr(ROUTE, config.route());
    RequestHead request = x.request();
    Method method = request.method();
    if (!route.enabled()) {
      passes.increment();
      Disabled.tell(x, route);
      x.proceed();
    } else if (request.form() == RequestHead.Form.AUTHORITY) {
      pass(x, route, "", "method", "");
    } else if (request.isUpgrade()) {
      pass(x, route, "", "bypass", "upgrade");
    } else if (method != Method.GET && method != Method.HEAD) {
      change(x, route);
    } else if (x.hasBody() || request.authorityLength() == 0) {
      pass(x, route, "", "bypass", x.hasBody() ? "body" : "no-host");
    } else if (!plainHit(x, route.lane())) {
      look(x, route, 1, "");
    }
  }

  // ---- the short way

  /** Answers a plain question from a fresh response that nothing chose; false if that is not it. */
  private boolean plainHit(Exchange x, String lane) {
    CacheKey.Probe probe = probe(x);
    Variants variants = store.variants(probe);
    if (variants.size() != 1 || !Heads.isPlain(x.request().fields())) {
      return false;
    }
    Kept slot = variants.slot(0);
    Entry entry = slot.entry;
    long now = x.loopState().clock().nanos();
    boolean plain = entry.varyNames().isEmpty() && entry.lane().equals(lane);
    if (!plain || !entry.isFresh(now)) {
      return false;
    }
    slot.used();
    hits.increment();
    StoredAnswer.hit(x, entry, now);
    return true;
  }

  private CacheKey.Probe probe(Exchange x) {
    CacheKey.Probe probe = probes.get();
    RequestHead request = x.request();
    byte[] bytes = request.bytes();
    probe.begin(x.isAskedSecurely());
    probe.authority(bytes, request.authorityOffset(), request.authorityLength());
    probe.target(bytes, request.pathOffset(), request.pathLength());
    String told = x.toldAuthority();
    if (told != null && !told.equalsIgnoreCase(request.authority())) {
      probe.told(told);
    }
    return probe;
  }

  // ---- the long way

  /**
   * Looks into the store and acts on what it finds.
   *
   * @param looks which look this is, from 1; a released request looks again
   * @param released why it was released; empty at the first look
   */
  void look(Exchange x, CacheRoute route, int looks, String released) {
    CacheKey key = probe(x).key();
    Lines lines = Lane.in(route.lane(), Heads.lines(x.request().fields()));
    Request said = Request.of(x.request().methodText(), lines);
    Request request = x.isAuthorized() ? said.proven() : said;
    if (request.control().has("no-store")) {
      pass(x, route, key.text(), "request", "no-store");
      return;
    }
    if (lines.has("if-match") || lines.has("if-unmodified-since")) {
      pass(x, route, key.text(), "bypass", "precondition");
      return;
    }
    Client client = new Client(this, x, route, key, request, looks);
    Variants variants = store.variants(key);
    Kept slot = variants.select(lines);
    if (slot == null) {
      String fwd = variants.size() == 0 ? "uri-miss" : "vary-miss";
      forward(client, Optional.empty(), fwd, released);
      return;
    }
    slot.used();
    reuse(client, slot.entry);
  }

  private void reuse(Client client, Entry entry) {
    long now = client.now();
    long window = client.route().staleWhileRevalidateSeconds();
    switch (Reuse.of(client.request(), entry.response(), window, now)) {
      case Reuse.Serve serve -> {
        hits.increment();
        String member = CacheStatus.hit(serve.ttlSeconds()).toString();
        client.tellHit(entry, serve.ttlSeconds(), "");
        StoredAnswer.send(client.exchange(), client.request(), entry, now, member);
      }
      case Reuse.ServeStale stale -> serveStale(client, entry, stale, now);
      case Reuse.Validate validate ->
          forward(client, Optional.of(entry), validate.fwd(), validate.because());
    }
  }

  private void serveStale(Client client, Entry entry, Reuse.ServeStale stale, long now) {
    staleHits.increment();
    if (stale.refresh()) {
      fetches.refresh(client, entry);
    }
    String member = CacheStatus.hit(-stale.staleSeconds()).detail(stale.allowedBy()).toString();
    client.tellHit(entry, -stale.staleSeconds(), stale.allowedBy());
    StoredAnswer.send(client.exchange(), client.request(), entry, now, member);
  }

  private void forward(Client client, Optional<Entry> stale, String fwd, String detail) {
    Exchange x = client.exchange();
    if (client.request().control().has("only-if-cached")) {
      onlyIfCached(x, client, fwd);
      return;
    }
    boolean forItself = client.looks() > MAX_LOOKS || x.request().method() == Method.HEAD;
    boolean partOfMiss = x.request().fields().has(Field.RANGE) && stale.isEmpty();
    if (forItself || partOfMiss || !fetches.fetch(client, stale, fwd, detail)) {
      pass(x, client.route(), client.key().text(), fwd, partOfMiss ? "range" : detail);
      return;
    }
    misses.increment();
  }

  /** RFC 9111 section 5.2.1.7. */
  private static void onlyIfCached(Exchange x, Client client, String fwd) {
    client.tellForwarded(fwd, "only-if-cached");
    var head = x.response(504);
    head.fields().add(Field.CACHE_STATUS, "Naru; detail=only-if-cached");
    x.answer(head, Unpooled.EMPTY_BUFFER);
  }

  /** A request that was released goes on by itself, or looks again. */
  void released(Client client, String because) {
    Exchange x = client.exchange();
    boolean again = because.equals("vary") || because.equals("over");
    if (again && client.looks() < MAX_LOOKS) {
      look(x, client.route(), client.looks() + 1, because);
    } else {
      pass(x, client.route(), client.key().text(), "uri-miss", because);
    }
  }

  // ---- passing

  /** Lets the request go on and says so in what comes back. */
  private void pass(Exchange x, CacheRoute route, String key, String fwd, String detail) {
    passes.increment();
    x.span().add(new CacheEvent.Forwarded(key, fwd, detail, route.place()));
    x.through(new Passing(x.out(), fwd, detail, null));
    x.proceed();
  }

  /** Lets an unsafe request go on; what it changes is no longer valid. RFC 9111 section 4.4. */
  private void change(Exchange x, CacheRoute route) {
    boolean invalidates = !x.request().method().isSafe() && !x.request().authority().isEmpty();
    @Nullable Changing changing =
        invalidates
            ? new Changing(store, probe(x).key(), x.request().methodText(), x.span())
            : null;
    passes.increment();
    x.span().add(new CacheEvent.Forwarded("", "method", "", route.place()));
    x.through(new Passing(x.out(), "method", "", changing));
    x.proceed();
  }

  /** For tests: requests that wait for the head of a shared fetch. */
  long waiting() {
    return fetches.waiting();
  }

  /** For tests: fetches under way. */
  int fetching() {
    return fetches.size();
  }
}

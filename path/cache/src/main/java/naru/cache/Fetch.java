package naru.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.cache.core.Age;
import naru.cache.core.CacheKey;
import naru.cache.core.CacheStatus;
import naru.cache.core.Flight;
import naru.cache.core.Flight.Order;
import naru.cache.core.Lifetime;
import naru.cache.core.Lines;
import naru.cache.core.Request;
import naru.cache.core.Response;
import naru.cache.core.Reuse;
import naru.cache.core.Storability;
import naru.cache.core.Validation;
import naru.cache.core.Vary;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Fork;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.trace.CacheEvent;
import naru.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * One question to the rest of the way, for everyone who wants the answer: takes the response,
 * stores it if it may, and carries out what {@link Flight} orders.
 *
 * <p>It runs in a fork of the exchange that came first and outlives it. Confined to that exchange's
 * loop; {@link #join} and {@link #left} come from any.
 */
final class Fetch implements ResponseSink {
  private static final Failure NOBODY =
      Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, "nobody waits for the response any more");

  private final Fetches fetches;
  private final CacheKey key;
  private final Request request;
  private final Flight<Client> flight;
  private final Optional<Entry> stale;
  private final String fwd;
  private final Client opener;
  private final Fork fork;
  private final Clock clock;
  private final EventLoop loop;
  private final long askedNanos;
  private final List<Client> streaming = new ArrayList<>(1);

  private @Nullable Response response;
  private @Nullable ResponseHead head;
  private @Nullable Entry settled;
  private Filling filling;
  private boolean storing;
  private boolean paused;
  private boolean over;
  private String detail = "";
  private volatile int waiting;

  Fetch(Fetches fetches, Client opener, Flight<Client> flight, Optional<Entry> stale, String fwd) {
    this.fetches = fetches;
    this.key = opener.key();
    this.request =
        new Request(
            "GET",
            opener.request().lines(),
            opener.request().control(),
            opener.request().authorized());
    this.flight = flight;
    this.stale = stale;
    this.fwd = fwd;
    this.opener = opener;
    this.filling = Filling.none(fetches.fillingBytes());
    this.loop = opener.exchange().loop();
    this.askedNanos = opener.now();
    this.fork = opener.exchange().fork(this);
    this.clock = opener.exchange().loopState().clock();
  }

  /** The lane of all who share it. */
  String lane() {
    return opener.route().lane();
  }

  CacheKey key() {
    return key;
  }

  /** How many wait and have not begun; a moment late when asked from another loop. */
  int waiting() {
    return waiting;
  }

  // ---- asking

  /** Asks, for a client that waits. */
  void startFor(Client client) {
    waiting = 1;
    client.waitFor(this);
    start();
  }

  /** Asks. */
  void start() {
    fork.exchange().request().setGet();
    Lines condition =
        stale.map(entry -> Validation.condition(entry.response().lines())).orElse(Lines.none());
    Heads.askForTheWhole(fork.exchange().request().fields(), condition);
    fork.exchange().proceed();
  }

  /** One more wants the answer. From any loop. */
  void join(Client client) {
    client.waitFor(this);
    onLoop(() -> obey(flight.join(client)));
  }

  /** One has gone, or has all it wanted. From any loop. */
  void left(Client client) {
    onLoop(
        () -> {
          streaming.remove(client);
          obey(flight.leave(client));
        });
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  // ---- the answer

  @Override
  public void interim(ResponseHead interim) {
    if (!over && flight.isFirst(opener) && !opener.isOver()) {
      opener.exchange().out().interim(interim);
    }
  }

  @Override
  public void head(ResponseHead received) {
    if (over) {
      return;
    }
    long now = clock.nanos();
    long wallSeconds = clock.wallAt(now).getEpochSecond();
    Response.Arrival arrival = new Response.Arrival(askedNanos, now, wallSeconds);
    long unsaid = opener.route().defaultTtlSeconds();
    Response r = Response.of(received.status(), Heads.lines(received.fields()), arrival, unsaid);
    response = r;
    if (stale.isPresent() && r.status() == 304) {
      settle(revalidated(stale.get(), r), "");
      return;
    }
    if (stale.isPresent() && r.status() >= 500 && standsIn(stale.get(), false, now)) {
      settle(stale.get(), "stale-if-error");
      fork.abandon(NOBODY);
      close();
      return;
    }
    head = received.copy();
    switch (Storability.of(request, r, fetches.config().profile())) {
      case Storability.Storable s -> keep(received.contentLength(), r);
      case Storability.NotStorable not -> pass(not.reason());
    }
  }

  private boolean standsIn(Entry entry, boolean unreachable, long now) {
    return Reuse.insteadOfError(
        request, entry.response(), unreachable, fetches.config().profile(), now);
  }

  /** RFC 9111 section 4.3.4. A 304 about something else still says that ours may be used now. */
  private Entry revalidated(Entry entry, Response notModified) {
    if (!Validation.isAbout(entry.response().lines(), notModified.lines())) {
      fetches.store().purge(key);
      return entry;
    }
    Entry fresher = entry.refreshed(request.lines(), entry.response().freshened(notModified));
    fetches.store().put(fresher, request.lines());
    teller().add(new CacheEvent.Revalidated(key.text(), ttl(fresher.response())));
    return fresher;
  }

  /** Everyone gets a stored response. */
  private void settle(Entry entry, String why) {
    settled = entry;
    detail = why;
    if (!why.isEmpty()) {
      tellStale(entry, why);
    }
    fetches.noMore(this);
    obey(flight.head(Flight.Kind.SETTLED, other -> entry.answers(other.request().lines())));
  }

  private void tellStale(Entry entry, String why) {
    long now = clock.nanos();
    long ttl = entry.ttlSeconds(now);
    teller().add(new CacheEvent.Hit(key.text(), entry.ageSeconds(now), ttl, why));
  }

  /** It is stored while it streams through, if there is room. */
  private void keep(long contentLength, Response r) {
    boolean empty = r.status() == 204 || r.status() == 205;
    long length = empty ? 0 : contentLength;
    long max = fetches.store().maxObjectBytes() - Entry.OVERHEAD_BYTES;
    if (length > max) {
      pass("too-large");
      return;
    }
    if (length > 0 && !fetches.fillingBytes().tryTake(length)) {
      pass("no-room");
      return;
    }
    storing = true;
    filling =
        length >= 0
            ? Filling.ofLength(fetches.fillingBytes(), (int) length)
            : Filling.growing(fetches.fillingBytes(), (int) max);
    List<String> names = Vary.of(r.lines()) instanceof Vary.By by ? by.names() : List.of();
    String chosen = Vary.key(names, request.lines());
    Flight.Kind kind = length >= 0 ? Flight.Kind.SHARED : Flight.Kind.HELD;
    obey(flight.head(kind, other -> chosen.equals(Vary.key(names, other.request().lines()))));
  }

  /** It is the first one's alone. */
  private void pass(String because) {
    detail = because;
    teller().add(new CacheEvent.NotStored(key.text(), because));
    fetches.marks().mark(key.hashCode(), clock.nanos());
    fetches.noMore(this);
    obey(flight.head(Flight.Kind.PASSED, other -> false));
  }

  @Override
  public void data(ByteBuf data) {
    if (over) {
      data.release();
      return;
    }
    if (storing && filling.add(data)) {
      data.release();
      return;
    }
    if (storing) {
      storing = false;
      detail = "too-large";
      teller().add(new CacheEvent.NotStored(key.text(), detail));
      fetches.noMore(this);
      obey(flight.overflow());
    }
    passTo(data);
  }

  private void passTo(ByteBuf data) {
    if (over || streaming.isEmpty()) {
      data.release();
      return;
    }
    Client only = streaming.getFirst();
    only.passed(data);
    if (only.hasMore() && !paused) {
      paused = true;
      fork.pause();
    }
  }

  /** The only one has taken all there was. On this fetch's loop. */
  void drained(Client client) {
    if (paused && streaming.contains(client)) {
      paused = false;
      fork.resume();
    }
  }

  @Override
  public void flush() {
    for (Client client : streaming) {
      client.run(client::more);
    }
  }

  @Override
  public void trailers(Fields trailers) {
    // A cache may drop them (RFC 9111 section 3.1): what is stored has none, nor what is shared.
  }

  @Override
  public void end() {
    if (over) {
      return;
    }
    if (storing) {
      store();
    }
    for (Client client : streaming) {
      client.run(client::end);
    }
    streaming.clear();
    obey(flight.end());
    close();
  }

  private void store() {
    Response r = response;
    if (r == null) {
      return;
    }
    Entry entry = Entry.of(key, request.lines(), r.toStore(), filling.whole());
    if (fetches.store().put(entry, request.lines())) {
      Lifetime lifetime = Lifetime.of(r);
      teller()
          .add(new CacheEvent.Stored(key.text(), ttl(r), lifetime.because(), entry.body().length));
      fetches.marks().clear(key.hashCode());
    } else {
      teller().add(new CacheEvent.NotStored(key.text(), "too-large"));
    }
    settled = entry;
  }

  private static long ttl(Response r) {
    return Lifetime.of(r).seconds() - Age.initialNanos(r) / 1_000_000_000L;
  }

  @Override
  public void fail(Failure failure) {
    if (over) {
      return;
    }
    long now = clock.nanos();
    boolean before = response == null;
    if (before && stale.isPresent() && standsIn(stale.get(), true, now)) {
      settle(stale.get(), "stale-if-error");
    } else {
      failure(failure);
    }
    close();
  }

  private void failure(Failure failure) {
    fetches.noMore(this);
    for (Order<Client> order : flight.fail()) {
      switch (order) {
        case Order.Fail<Client> o -> o.who().run(() -> o.who().fail(failure));
        case Order.Cut<Client> o -> o.who().run(() -> o.who().cut(failure));
        case Order.Release<Client> o -> o.who().run(() -> o.who().release(o.because()));
        case Order.Start<Client> o -> throw new IllegalStateException("a start after a failure");
        case Order.Abandon<Client> o -> throw new IllegalStateException("there is nothing left");
      }
    }
  }

  // ---- carrying out

  private void obey(List<Order<Client>> orders) {
    waiting = flight.waiting();
    for (Order<Client> order : orders) {
      switch (order) {
        case Order.Start<Client> o -> start(o.who());
        case Order.Release<Client> o -> o.who().run(() -> o.who().release(o.because()));
        case Order.Abandon<Client> o -> {
          fork.abandon(NOBODY);
          close();
        }
        case Order.Fail<Client> o -> throw new IllegalStateException("a failure without a cause");
        case Order.Cut<Client> o -> throw new IllegalStateException("a cut without a cause");
      }
    }
  }

  private void start(Client client) {
    Response r = response;
    int status = r == null ? 0 : r.status();
    String member = member(client, status);
    Entry entry = settled;
    if (entry != null) {
      client.run(() -> client.answer(entry, member));
      return;
    }
    ResponseHead came = head;
    if (came == null || r == null) {
      throw new IllegalStateException("a start before the head");
    }
    streaming.add(client);
    Filling from = filling;
    ResponseHead own = came.copy();
    own.fields().add(Field.CACHE_STATUS, member);
    client.run(() -> client.begin(own, r, from));
  }

  private String member(Client client, int status) {
    CacheStatus member = CacheStatus.forwarded(fwd);
    if (status != 0) {
      member.forwardedStatus(status);
    }
    if (storing || (settled != null && detail.isEmpty())) {
      member.stored();
    }
    if (!flight.isFirst(client)) {
      member.collapsed();
    }
    return detail.isEmpty() ? member.toString() : member.detail(detail).toString();
  }

  /** Who hears of what becomes of the response: the first client while it is there. */
  private Span teller() {
    return flight.isFirst(opener) && !opener.isOver()
        ? opener.exchange().span()
        : fork.exchange().span();
  }

  private void close() {
    if (!over) {
      over = true;
      filling.close();
      fetches.over(this);
      fork.exchange().span().end();
    }
  }
}

package naru.gateway.change;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Place;
import naru.base.Side;
import naru.gateway.change.config.Fault;
import naru.gateway.core.Asker;
import naru.http.Ascii;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.RequestHead;
import naru.http.Stop;
import naru.trace.ChangeEvent;
import org.jspecify.annotations.Nullable;

/**
 * Makes the faults of a route: a request waits, or is answered with a failure or by a reset, or
 * first the one and then the other. It stands behind the guards, so that only who may use the route
 * can have requests wait, and before cache and servers, so that neither learns of it: no target is
 * judged by it.
 */
public final class Faults {
  private static final long MILLI = 1_000_000;
  private static final byte[] DELAY = Ascii.lower("delay");
  private static final byte[] ABORT = Ascii.lower("abort");

  /**
   * What is shared and counted.
   *
   * @param held how many requests wait at once; more go on without
   * @param delayed requests that waited
   * @param aborted requests that were answered
   * @param reset requests that got no answer
   */
  public record Books(Limit held, LongAdder delayed, LongAdder aborted, LongAdder reset) {}

  private final String route;
  private final Place place;
  private final Asker asker;
  private final SplittableRandom[] random;
  private final Books books;
  private final IpRange[] clients;
  private final byte @Nullable [] header;
  private final Fault.@Nullable Delay delay;
  private final Fault.@Nullable Abort abort;
  private final ChangeEvent.Delayed delayed;
  private final ChangeEvent aborted;

  /** Of the answer; 0 for a reset. */
  private final int status;

  /**
   * The faults of a route.
   *
   * @param random of each loop
   */
  public Faults(
      String route, Place place, Fault fault, Asker asker, SplittableRandom[] random, Books books) {
    this.route = route;
    this.place = place;
    this.asker = asker;
    this.random = random;
    this.books = books;
    this.clients = fault.clients().toArray(IpRange[]::new);
    this.header = fault.header().map(Ascii::lower).orElse(null);
    this.delay = fault.delay().orElse(null);
    this.abort = fault.abort().orElse(null);
    long millis = fault.delay().map(d -> Math.max(1, d.nanos() / MILLI)).orElse(0L);
    this.status = fault.abort().map(a -> a.status().orElse(0)).orElse(0);
    double delays = fault.delay().map(Fault.Delay::percent).orElse(0.0);
    double aborts = fault.abort().map(Fault.Abort::percent).orElse(0.0);
    this.delayed = new ChangeEvent.Delayed(route, millis, by(fault, delays), place);
    String why = by(fault, aborts);
    this.aborted =
        status == 0
            ? new ChangeEvent.Reset(route, why, place)
            : new ChangeEvent.Aborted(route, status, why, place);
  }

  private static String by(Fault fault, double percent) {
    return fault
        .header()
        .orElseGet(() -> BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + "%");
  }

  /**
   * Has a request suffer.
   *
   * @param behind where it goes on after a wait
   * @return false if it is to go on at once
   */
  boolean on(Exchange x, Stop behind) {
    if (!concerns(x.request(), x.client())) {
      return false;
    }
    SplittableRandom chance = random[x.loopState().index()];
    Fault.Delay wait = delay;
    Fault.Abort end = abort;
    boolean waits = wait != null && happens(x.request(), DELAY, wait.percent(), chance);
    boolean ends = end != null && happens(x.request(), ABORT, end.percent(), chance);
    if (wait != null && waits && books.held().tryTake(1)) {
      books.delayed().increment();
      x.span().add(delayed);
      HeldRequest.hold(x, wait.nanos(), books.held(), ends ? this::abort : behind);
      return true;
    }
    if (ends) {
      abort(x);
    }
    return ends;
  }

  private void abort(Exchange x) {
    x.span().add(aborted);
    String why = "route '" + route + "' fails on purpose (" + place + ")";
    Failure failure = Failure.of(Code.FAULT_INJECTED, Side.US, why);
    if (status == 0) {
      books.reset().increment();
      x.reset(failure);
    } else {
      books.aborted().increment();
      x.fail(failure.answering(status));
    }
  }

  private boolean concerns(RequestHead head, Exchange.Client client) {
    return clients.length == 0 || isIn(asker.address(head, client));
  }

  private boolean isIn(java.net.InetAddress address) {
    for (IpRange range : clients) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private boolean happens(RequestHead head, byte[] what, double percent, SplittableRandom chance) {
    byte[] name = header;
    return name == null
        ? percent >= 100 || chance.nextDouble() * 100 < percent
        : isAsked(head.fields(), name, what);
  }

  private static boolean isAsked(Fields f, byte[] name, byte[] what) {
    for (int i = 0; i < f.size(); i++) {
      if (f.isLive(i)
          && Ascii.equalsLower(f.bytes(), f.nameOffset(i), f.nameLength(i), name)
          && Ascii.listHas(f.bytes(), f.valueOffset(i), f.valueLength(i), what)) {
        return true;
      }
    }
    return false;
  }

  /** What would happen, or by shares may. */
  List<ChangeEvent> look(RequestHead head, Exchange.Client client) {
    List<ChangeEvent> all = new ArrayList<>();
    byte[] name = header;
    if (concerns(head, client)) {
      if (delay != null && (name == null || isAsked(head.fields(), name, DELAY))) {
        all.add(delayed);
      }
      if (abort != null && (name == null || isAsked(head.fields(), name, ABORT))) {
        all.add(aborted);
      }
    }
    return all;
  }
}

package naru.gateway.guard;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Place;
import naru.base.Side;
import naru.gateway.core.ForwardingFields;
import naru.http.Exchange;
import naru.http.Nobody;
import naru.http.ResponseSource;
import naru.http.SourceGate;
import org.jspecify.annotations.Nullable;

/**
 * One request among the guards of its route. Confined to the exchange's loop. A guard that answers
 * later holds it: whether the client is still there is known by then.
 */
final class Passage implements SourceGate {
  private final Exchange x;
  private final Guards guards;
  private final ForwardingFields forwarding;
  private final Messenger messenger;
  private ResponseSource source = Nobody.YET;
  private ResponseSource waiting = Nobody.YET;
  private @Nullable InetAddress client;
  private String consumer = "";
  private int next;
  private boolean gated;
  private boolean over;

  Passage(Exchange x, Guards guards, ForwardingFields forwarding, Messenger messenger) {
    this.x = x;
    this.guards = guards;
    this.forwarding = forwarding;
    this.messenger = messenger;
  }

  Exchange exchange() {
    return x;
  }

  Messenger messenger() {
    return messenger;
  }

  long now() {
    return x.loopState().clock().nanos();
  }

  long wallSeconds() {
    return x.loopState().clock().wall().getEpochSecond();
  }

  /** The client's address, as trusted forwarding fields tell it. */
  InetAddress client() {
    InetAddress known = client;
    if (known == null) {
      known =
          GuardStop.clientOf(forwarding, x.request().fields(), x.client().remote().getAddress());
      client = known;
    }
    return known;
  }

  /** Who proved who they are; empty if nobody did. */
  String consumer() {
    return consumer;
  }

  void consumer(String name) {
    consumer = name;
  }

  // ---- on and off

  /** On to the next guard, and behind the last one to the next stop. */
  void pass() {
    if (over) {
      return;
    }
    if (next < guards.count()) {
      guards.guard(next++).look(this);
    } else {
      over = true;
      guards.slow(this);
      x.proceed();
    }
  }

  /** The request goes no further. The client is told the reason, the trace everything. */
  void refuse(Code code, String detail, Place place, List<Map.Entry<String, String>> fields) {
    if (!over) {
      over = true;
      x.fail(Failure.of(code, Side.US, detail + " (" + place + ")"), fields);
    }
  }

  /** It was answered otherwise. */
  void answered() {
    over = true;
  }

  /** The answer comes later; {@code whoWaits} hears if nobody wants it any more. */
  void hold(ResponseSource whoWaits) {
    waiting = whoWaits;
    if (!gated) {
      gated = true;
      x.gate(this);
    }
  }

  /** Goes on with what was found elsewhere, on the loop, if the client is still there. */
  void later(Runnable found) {
    x.loop()
        .execute(
            () -> {
              if (!over) {
                run(found);
              }
            });
  }

  /** A bug on the way of a request that was held has nobody else to answer for it. */
  void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      over = true;
      x.fail(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + bug).causedBy(bug));
    }
  }

  // ---- between the client's side and who makes the response

  @Override
  public void behind(ResponseSource newSource) {
    source = newSource;
  }

  @Override
  public void pause() {
    waiting.pause();
    source.pause();
  }

  @Override
  public void resume() {
    waiting.resume();
    source.resume();
  }

  @Override
  public void cancel(Failure why) {
    over = true;
    waiting.cancel(why);
    source.cancel(why);
  }
}

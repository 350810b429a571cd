package naru.gateway.guard;

import java.net.InetAddress;
import java.util.function.Function;
import naru.base.IpRange;
import naru.gateway.core.ForwardingFields;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.Stop;

/** Has the guards of a route look at its requests. */
public final class GuardStop implements Stop {
  private final Function<Exchange, Guards> of;
  private final ForwardingFields forwarding;
  private final Messenger messenger;

  /**
   * A stop.
   *
   * @param of gives the guards of the route that a request took; {@link Guards#NONE} for none
   * @param forwarding says whose forwarding fields are believed
   * @param messenger asks servers whether a request may pass
   */
  public GuardStop(
      Function<Exchange, Guards> of, ForwardingFields forwarding, Messenger messenger) {
    this.of = of;
    this.forwarding = forwarding;
    this.messenger = messenger;
  }

  /** The client's address, as trusted forwarding fields tell it. */
  public static InetAddress clientOf(ForwardingFields forwarding, Fields fields, InetAddress peer) {
    return forwarding.trusts(peer) ? IpRange.literal(forwarding.client(fields, peer)) : peer;
  }

  @Override
  public void enter(Exchange x) {
    Guards guards = of.apply(x);
    if (guards == Guards.NONE) {
      x.proceed();
    } else {
      new Passage(x, guards, forwarding, messenger).pass();
    }
  }
}

package naru.gateway.guard.core;

import java.net.InetAddress;
import java.util.List;
import naru.base.Place;
import naru.gateway.guard.config.AddressRule;
import naru.trace.GuardEvent;

/** What a list of rules says of an address. */
public final class Addresses {
  private final List<AddressRule> rules;
  private final boolean otherwise;

  public Addresses(List<AddressRule> rules) {
    this.rules = List.copyOf(rules);
    this.otherwise = rules.stream().noneMatch(AddressRule::allow);
  }

  /** The verdict, with the rule that gave it. */
  public GuardEvent.AddressJudged judge(InetAddress address) {
    String text = address.getHostAddress();
    for (AddressRule rule : rules) {
      if (rule.holds(address)) {
        return new GuardEvent.AddressJudged(text, rule.toString(), rule.allow(), rule.place());
      }
    }
    Place place = rules.isEmpty() ? Place.BUILT_IN : rules.getLast().place();
    return new GuardEvent.AddressJudged(
        text, otherwise ? "otherwise allow" : "otherwise deny", otherwise, place);
  }
}

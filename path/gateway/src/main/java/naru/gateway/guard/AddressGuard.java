package naru.gateway.guard;

import java.util.List;
import naru.base.Code;
import naru.gateway.guard.core.Addresses;
import naru.trace.GuardEvent;

/** Lets some addresses pass. */
final class AddressGuard implements Guard {
  private final Addresses addresses;
  private final GuardCounts counts;

  AddressGuard(Addresses addresses, GuardCounts counts) {
    this.addresses = addresses;
    this.counts = counts;
  }

  @Override
  public void look(Passage p) {
    GuardEvent.AddressJudged verdict = addresses.judge(p.client());
    if (verdict.allowed()) {
      p.pass();
      return;
    }
    counts.refused(Code.ACCESS_DENIED_ADDRESS);
    p.exchange().span().add(verdict);
    p.refuse(
        Code.ACCESS_DENIED_ADDRESS,
        verdict.address() + ": " + verdict.rule(),
        verdict.place(),
        List.of());
  }

  @Override
  public List<GuardEvent> explain(Case c) {
    return List.of(addresses.judge(c.client()));
  }
}

package naru.trace.render;

import naru.base.Place;
import naru.trace.GuardEvent;

/** What guards decided, in words. */
final class GuardFacts {
  private GuardFacts() {}

  static String of(GuardEvent event, Words words) {
    return switch (event) {
      case GuardEvent.AddressJudged e ->
          words.say(e.allowed() ? "guard.address" : "guard.address-denied", e.address(), e.rule());
      case GuardEvent.Authenticated e ->
          words.say("guard.authenticated", e.user(), e.scheme())
              + (e.remembered() ? ", " + words.say("guard.remembered") : "");
      case GuardEvent.Refused e -> words.say("guard.refused", e.scheme(), e.reason(), e.detail());
      case GuardEvent.Limited e -> limited(e, words);
      case GuardEvent.Within e ->
          words.say("guard.within", e.limit(), e.left(), e.allowed())
              + (e.by().isEmpty() ? "" : " (" + (e.by() + " " + e.key()).strip() + ")");
      case GuardEvent.Waited e ->
          words.say(
              "guard.waited." + JsonShape.word(e.outcome()),
              e.limit(),
              e.waitedMillis(),
              e.inflight(),
              e.most());
      case GuardEvent.Asked e when e.allowed() && e.status() == 0 ->
          words.say("guard.asked-not", e.upstream());
      case GuardEvent.Asked e ->
          words.say(
              e.allowed() ? "guard.asked" : "guard.asked-denied",
              e.upstream(),
              e.status(),
              e.millis());
      case GuardEvent.Throttled e ->
          words.say("guard.throttled", e.limit(), Facts.bytes(e.bytesPerSecond()), e.heldMillis());
    };
  }

  private static String limited(GuardEvent.Limited e, Words words) {
    return words.say("guard.limited", e.limit(), e.allowed(), e.by(), e.key(), e.retryAfterMillis())
        + (e.enforced() ? "" : ", " + words.say("guard.dry-run"));
  }

  static Place place(GuardEvent event) {
    return switch (event) {
      case GuardEvent.AddressJudged e -> e.place();
      case GuardEvent.Authenticated e -> e.place();
      case GuardEvent.Refused e -> e.place();
      case GuardEvent.Limited e -> e.place();
      case GuardEvent.Within e -> e.place();
      case GuardEvent.Waited e -> e.place();
      case GuardEvent.Asked e -> e.place();
      case GuardEvent.Throttled e -> e.place();
    };
  }
}

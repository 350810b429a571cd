package naru.trace.render;

import naru.trace.ChangeEvent;

/** What a route did besides sending a request on, in words. */
final class ChangeFacts {
  private ChangeFacts() {}

  static String of(ChangeEvent event, Words words) {
    return switch (event) {
      case ChangeEvent.Redirected e -> words.say("change.redirected", e.status(), e.location());
      case ChangeEvent.Answered e -> words.say("change.answered", e.status());
      case ChangeEvent.Delayed e -> words.say("change.delayed", e.millis(), e.by());
      case ChangeEvent.Aborted e -> words.say("change.aborted", e.status(), e.by());
      case ChangeEvent.Reset e -> words.say("change.reset", e.by());
      case ChangeEvent.Preflight e ->
          words.say(e.allowed() ? "change.preflight" : "change.preflight-refused", e.origin());
      case ChangeEvent.SplitChosen e ->
          words.say("change.split", e.upstream(), e.weight(), e.total());
      case ChangeEvent.Rewritten e -> words.say("change.rewritten", e.host() + e.path());
      case ChangeEvent.LedBack e -> words.say("change.led-back", e.location(), e.said());
      case ChangeEvent.Mirrored e ->
          words.say("change.mirrored." + JsonShape.word(e.outcome()), e.upstream());
      case ChangeEvent.Compressed e ->
          words.say(
              "change.compressed",
              e.coding(),
              Facts.bytes(e.bytesBefore()),
              Facts.bytes(e.bytesAfter()));
      case ChangeEvent.UpgradePassedOver e -> words.say("change.upgrade", e.protocol());
    };
  }
}

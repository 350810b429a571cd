package naru.gateway.guard;

import java.util.ArrayList;
import java.util.List;
import naru.gateway.guard.core.TokenKeys;

/** The keys of an issuer as they are known now: the last good ones. */
final class KeySet {
  private volatile TokenKeys keys = TokenKeys.NONE;
  private final List<Runnable> wanting = new ArrayList<>();
  private volatile String fault = "not read yet";

  TokenKeys keys() {
    return keys;
  }

  /** Why the last reading failed; empty if it did not. */
  String fault() {
    return fault;
  }

  /** A new set; true if it differs from the one before. */
  boolean found(TokenKeys fresh) {
    fault = "";
    boolean other = !keys.equals(fresh);
    keys = fresh;
    return other;
  }

  void failed(String why) {
    fault = why;
  }

  /** Hears when a token names a key that is not known. */
  synchronized void onWanted(Runnable look) {
    wanting.add(look);
  }

  synchronized void offWanted(Runnable look) {
    wanting.remove(look);
  }

  /** A token named a key that is not known: perhaps there are new ones. */
  synchronized void want() {
    wanting.forEach(Runnable::run);
  }
}

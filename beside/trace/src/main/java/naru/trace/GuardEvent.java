package naru.trace;

import naru.base.Place;

/**
 * The gateway's guards: who may pass, and how much. None of these events ever holds a password, a
 * key or a token: a consumer is told by name, a client by address, any other key by its hash.
 */
public sealed interface GuardEvent extends Event {
  /**
   * A rule on addresses decided.
   *
   * @param address the client's, as trusted forwarding fields tell it
   * @param rule such as {@code deny 10.0.0.0/8}; {@code otherwise deny} where none matched
   */
  record AddressJudged(String address, String rule, boolean allowed, Place place)
      implements GuardEvent {}

  /**
   * Somebody proved who they are.
   *
   * @param scheme {@code basic}, {@code key}, {@code jwt} or {@code forward}
   * @param user the name of the user, consumer or subject
   * @param remembered whether the same proof was checked a short while ago, and not again now
   */
  record Authenticated(String scheme, String user, boolean remembered, Place place)
      implements GuardEvent {}

  /**
   * Nobody did, or not well enough.
   *
   * @param reason the stable id, such as {@code auth.jwt.expired}
   * @param detail the facts; never the secret
   */
  record Refused(String scheme, String reason, String detail, Place place) implements GuardEvent {}

  /**
   * A limit was passed.
   *
   * @param limit its name
   * @param by what it counts by: {@code client}, {@code header x-tenant}, {@code route}, {@code
   *     consumer}
   * @param key whose count it was; a hash where the key may be a secret
   * @param allowed what is allowed, such as {@code 10 in 1 s}
   * @param retryAfterMillis when the next one would pass; 0 if that cannot be said
   * @param enforced false in a dry run of the limit: the request went on
   */
  record Limited(
      String limit,
      String by,
      String key,
      String allowed,
      long retryAfterMillis,
      boolean enforced,
      Place place)
      implements GuardEvent {}

  /**
   * A limit that a request would not pass now, and how far it is from it: what a dry run tells.
   *
   * @param by what it counts by; empty for a circuit, which counts all
   * @param key whose count it is; empty for a circuit
   * @param allowed what is allowed, such as {@code 10 in 1 s}
   * @param left how many may still come
   */
  record Within(String limit, String by, String key, String allowed, long left, Place place)
      implements GuardEvent {}

  /**
   * A request waited for its turn.
   *
   * @param limit whose
   * @param waitedMillis how long
   * @param inflight requests that were under way as it came
   * @param most how many may be
   */
  record Waited(
      String limit, Outcome outcome, long waitedMillis, int inflight, int most, Place place)
      implements GuardEvent {}

  /**
   * A server was asked whether the request may pass.
   *
   * @param upstream the group asked
   * @param status its answer's; 0 if none came
   * @param millis how long it took
   */
  record Asked(String upstream, int status, long millis, boolean allowed, Place place)
      implements GuardEvent {}

  /** How waiting ends. */
  enum Outcome {
    /** It went on. */
    ADMITTED,
    /** Its turn did not come in time. */
    TIMEOUT,
    /** No place to wait was left. */
    FULL,
    /** A request of higher priority got its place. */
    DISPLACED
  }

  /** A response was slowed down: for how long in all, and to what rate. */
  record Throttled(String limit, long bytesPerSecond, long heldMillis, Place place)
      implements GuardEvent {}
}

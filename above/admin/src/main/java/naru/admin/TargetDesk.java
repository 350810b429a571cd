package naru.admin;

/** The servers behind the gateway, as an operator steers them. */
@FunctionalInterface
public interface TargetDesk {
  /** How a target is used. */
  enum Use {
    /** Like any other. */
    ENABLED,
    /** No new requests, but those of clients that stick to it. */
    DRAIN,
    /** No requests at all. */
    MAINTENANCE
  }

  /**
   * Says how a target is used from now on, also after a reload.
   *
   * @return whether there is such an upstream and target
   */
  boolean use(String upstream, String target, Use use);
}

package naru.trace;

import java.util.List;
import naru.base.Place;

/** The forward proxy: what a client may reach, and what the server learns of the client. */
public sealed interface ProxyEvent extends Event {
  /**
   * The policy's word on a target.
   *
   * @param action what happens now
   * @param target host and port asked for
   * @param rule the rule's text; {@code default} when none matched
   * @param number 1-based; 0 for the default
   * @param reason the rule's reason; may be empty
   * @param place where it stands
   */
  record Decided(Action action, String target, String rule, int number, String reason, Place place)
      implements ProxyEvent {}

  /** The client gave no good credentials, or good ones. */
  record Authenticated(String user, boolean accepted) implements ProxyEvent {}

  /** The target's address is private, and no rule names it. */
  record PrivateTargetRefused(String target, String address) implements ProxyEvent {}

  /** What the server will not see: the client's address, and the fields that were taken out. */
  record ClientHidden(String client, String shown, List<String> removed) implements ProxyEvent {}

  /** The server is told the client's address, in some fields. */
  record ClientTold(String client, List<String> fields) implements ProxyEvent {}

  /** Bytes go both ways, not looked at. */
  record TunnelOpened(String target, String address) implements ProxyEvent {}

  /** The tunnel is over. */
  record TunnelClosed(long bytesUp, long bytesDown) implements ProxyEvent {}

  /** What a rule does. */
  enum Action {
    ALLOW,
    DENY,
    TUNNEL,
    INSPECT
  }
}

package naru.app.process;

import naru.transport.Handed;

/**
 * What a program begins with.
 *
 * @param sockets that are listened on already
 * @param besideAnother whether another Naru is known to use the state folder for a while; others
 *     are found by {@link Tenancy}
 */
public record Heritage(Handed sockets, boolean besideAnother) {
  /** Of a program that was started by itself. */
  public static Heritage none() {
    return new Heritage(Handed.none(), false);
  }
}

package naru.app.config;

import java.util.List;
import java.util.stream.Stream;
import naru.base.Place;

/**
 * Every socket that Naru opens, in one place.
 *
 * @param expose whether addresses other than loopback are allowed
 */
public record Listen(
    Place place,
    boolean expose,
    List<Listener> dns,
    List<Listener> proxy,
    List<Listener> gateway,
    List<Listener> admin,
    List<Listener> origin) {
  public Listen {
    dns = List.copyOf(dns);
    proxy = List.copyOf(proxy);
    gateway = List.copyOf(gateway);
    admin = List.copyOf(admin);
    origin = List.copyOf(origin);
  }

  /** All of them, in travelling order. */
  public Stream<Listener> all() {
    return Stream.of(dns, proxy, gateway, admin, origin).flatMap(List::stream);
  }
}

package naru.cache;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import naru.cache.core.Profile;

/**
 * Runs a cache in front of a server until it is stopped, for suites and tools of others: {@code
 * CacheBefore LISTEN_PORT SERVER_PORT safe|rfc}.
 */
final class CacheBefore {
  private CacheBefore() {}

  public static void main(String[] args) throws InterruptedException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    Profile profile = args[2].equals("rfc") ? Profile.RFC : Profile.SAFE;
    try (Rig rig = new Rig(CacheConfig.DEFAULT.with(profile), 1)) {
      rig.listen(Integer.parseInt(args[0]), rig.cache, Relaying.to(server));
      while (true) {
        rig.spans.take();
      }
    }
  }
}

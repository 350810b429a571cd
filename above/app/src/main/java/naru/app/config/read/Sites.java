package naru.app.config.read;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.text.Text;
import naru.base.Endpoint;
import naru.gateway.config.Site;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Where a target is: {@code 127.0.0.1:9001}, {@code shop.naru.test:80}, or a Unix socket, {@code
 * unix:/run/app.sock}, whose path may start in the folder of the config file.
 */
final class Sites {
  private static final String UNIX = naru.transport.Addresses.UNIX;

  private static final Text NOUN =
      Text.of("HOST:PORT, [IPV6]:PORT or unix:PATH", "호스트:포트, [IPv6]:포트 또는 unix:경로");

  /**
   * As others write it: nginx {@code http://unix:/a.sock:/}, Caddy {@code unix//a.sock}, HAProxy
   * {@code unix@/a.sock}, clients {@code http+unix://%2Fa.sock}, or a path alone.
   */
  private static final Pattern OTHERS =
      Pattern.compile("(?:https?://unix:|https?\\+unix://|unix(?:\\+h2c)?[/@])?(/[^:]+)(?::.*)?");

  private static final Scalar<Endpoint> HOST = Addresses.endpoint(NOUN);

  static final Scalar<Site> SHAPE = Scalar.of(NOUN, Map.of("type", "string"), Sites::site);

  private Sites() {}

  private static Optional<Site> site(String text, ScalarNode node, Reading reading) {
    if (text.startsWith(UNIX)) {
      return socket(text.substring(UNIX.length()), node, reading);
    }
    Matcher others = OTHERS.matcher(text.replace("%2F", "/"));
    if (others.matches()) {
      Text meant = Advice.meant(UNIX + others.group(1));
      Text shown = Text.same(Excerpt.of(text));
      reading.report(ConfigCode.BAD_ENDPOINT, reading.place(node), Optional.of(meant), shown, NOUN);
      return Optional.empty();
    }
    return HOST.decode(node, reading).map(Site.Host::new);
  }

  private static Optional<Site> socket(String said, ScalarNode node, Reading reading) {
    Optional<Path> path = path(said, reading);
    if (path.isEmpty()) {
      reading.report(ConfigCode.BAD_SOCKET, node, Text.same(Excerpt.of(UNIX + said)));
      return Optional.empty();
    }
    int bytes = path.get().toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Site.Socket.MOST_BYTES) {
      reading.report(
          ConfigCode.SOCKET_PATH_LONG,
          node,
          Text.same(Integer.toString(bytes)),
          Text.same(Integer.toString(Site.Socket.MOST_BYTES)));
      return Optional.empty();
    }
    return path.map(p -> new Site.Socket(UnixDomainSocketAddress.of(p)));
  }

  /** Without one: a name in the abstract namespace, which everybody may listen on; no text. */
  private static Optional<Path> path(String said, Reading reading) {
    boolean printable = said.chars().noneMatch(Character::isISOControl);
    if (said.isBlank() || said.startsWith("@") || said.endsWith("/") || !printable) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.folder().resolve(said).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}

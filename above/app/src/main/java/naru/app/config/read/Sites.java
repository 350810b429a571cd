package naru.app.config.read;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

  /** A socket's path and what nginx writes behind it, the path of requests. */
  private static final Pattern WITH_PATH = Pattern.compile("(.+?):(?:/.*)?");

  private static final Text WHOLE_PATH =
      Text.of(
          "'~' is no home folder here: write the whole path", "여기서 '~'는 홈 폴더가 아닙니다. 전체 경로를 쓰세요");

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
      Text shown = Text.same(Excerpt.of(UNIX + said));
      reading.report(ConfigCode.BAD_SOCKET, reading.place(node), help(said), shown);
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
    if (Files.isDirectory(path.get())) {
      reading.report(ConfigCode.SOCKET_IS_FOLDER, node, Text.same(path.get().toString()));
    }
    return path.map(p -> new Site.Socket(UnixDomainSocketAddress.of(p)));
  }

  private static Optional<Text> help(String said) {
    if (said.startsWith("~")) {
      return Optional.of(WHOLE_PATH);
    }
    Matcher longer = WITH_PATH.matcher(said);
    return longer.matches() ? Optional.of(Advice.meant(UNIX + longer.group(1))) : Optional.empty();
  }

  /** Without one: a name in the abstract namespace, which everybody may listen on; no text. */
  private static Optional<Path> path(String said, Reading reading) {
    boolean printable = said.chars().noneMatch(Character::isISOControl);
    if (said.isBlank() || said.startsWith("@") || said.endsWith("/") || !printable) {
      return Optional.empty();
    }
    if (said.startsWith("~") || WITH_PATH.matcher(said).matches()) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(said);
      return path.endsWith(".") || path.endsWith("..")
          ? Optional.empty()
          : Optional.of(reading.folder().resolve(path).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}

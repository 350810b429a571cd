package naru.app.config.shape;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import naru.base.DomainPattern;
import naru.base.Endpoint;
import naru.base.IpRange;

/** Hosts, ports, names, ranges and files. */
public final class Addresses {
  private static final Map<String, Object> STRING = Map.of("type", "string");
  private static final String LABELS = "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?";

  private static final Text OVER_TLS =
      Text.of(
          "write '{0}', and 'tls: true' beside targets", "'{0}'을 쓰고, targets 옆에 'tls: true'를 쓰세요");

  private Addresses() {}

  /**
   * {@code host:port} or {@code [v6]:port}; the port is from 1 to 65535.
   *
   * @param noun what may stand there
   */
  public static Scalar<Endpoint> endpoint(Text noun) {
    return Scalar.of(
        noun,
        STRING,
        (text, node, reading) -> {
          try {
            return Optional.of(endpointOf(text));
          } catch (IllegalArgumentException e) {
            Text shown = Text.same(Excerpt.of(text));
            reading.report(ConfigCode.BAD_ENDPOINT, reading.place(node), meant(text), shown, noun);
            return Optional.empty();
          }
        });
  }

  /** A URL, a port or a host alone, as other programs take them. */
  private static Optional<Text> meant(String text) {
    boolean secure = text.startsWith("https://");
    String bare = text.replaceFirst("^https?://", "").replaceFirst("/$", "");
    String port = secure ? ":443" : ":80";
    for (String likely : List.of(bare, bare + port, "127.0.0.1:" + bare)) {
      try {
        String said = endpointOf(likely).toString();
        return Optional.of(secure ? OVER_TLS.with(said) : Advice.meant(said));
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static Endpoint endpointOf(String text) {
    Endpoint endpoint = Endpoint.parse(text, -1);
    if (endpoint.port() == 0) {
      throw new IllegalArgumentException(text);
    }
    return checked(endpoint);
  }

  /**
   * The endpoint, if its host is an address or a name.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Endpoint checked(Endpoint endpoint) {
    if (!IpRange.isLiteral(endpoint.host())) {
      domain(endpoint.host());
    }
    return endpoint;
  }

  /** A domain name without wildcard; lower case, without a last dot. */
  public static Scalar<String> domainName() {
    Text noun = Text.of("a domain name such as naru.test", "도메인 이름 (예: naru.test)");
    return Scalar.of(noun, STRING, ConfigCode.BAD_DOMAIN, Addresses::domain);
  }

  private static String domain(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    boolean numeric = name.matches("[0-9.]+");
    if (name.length() > 253 || numeric || !name.matches(LABELS + "(\\." + LABELS + ")*")) {
      throw new IllegalArgumentException(text);
    }
    for (String label : name.split("\\.")) {
      if (label.length() > 63) {
        throw new IllegalArgumentException(text);
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /** {@code name}, {@code *.name} or {@code *}; addresses are names here. */
  public static Scalar<DomainPattern> domainPattern() {
    Text noun = Text.of("name, *.name or *", "이름, *.이름, *");
    return Scalar.of(noun, STRING, ConfigCode.BAD_DOMAIN, Addresses::pattern);
  }

  private static DomainPattern pattern(String text) {
    String rest = text.startsWith("*.") ? text.substring(2) : text;
    if (!rest.equals("*") && !IpRange.isLiteral(rest)) {
      domain(rest);
    }
    return DomainPattern.parse(text);
  }

  /** {@code 10.0.0.0/8} or one address. */
  public static Scalar<IpRange> range() {
    Text noun =
        Text.of("a range such as 10.0.0.0/8 or fe80::/10", "주소 범위 (예: 10.0.0.0/8, fe80::/10)");
    return Scalar.of(noun, STRING, ConfigCode.BAD_RANGE, IpRange::parse);
  }

  /** A file or folder; a relative one starts in the folder of the config file. */
  public static Scalar<Path> path() {
    Text noun = Text.of("a path such as ./site", "경로 (예: ./site)");
    return Scalar.of(
        noun,
        STRING,
        (text, node, reading) -> {
          try {
            if (text.isBlank()) {
              throw new InvalidPathException(text, "empty");
            }
            return Optional.of(reading.folder().resolve(text).normalize());
          } catch (InvalidPathException e) {
            reading.report(ConfigCode.BAD_FOLDER, node, Text.same(Excerpt.of(text)));
            return Optional.empty();
          }
        });
  }
}

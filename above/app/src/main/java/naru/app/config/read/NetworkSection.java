package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.NetworkSettings;
import naru.app.config.NetworkSettings.Impair;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.IpRange;

/** {@code network}: Naru's own TCP/IP stack. */
final class NetworkSection {
  private static final Scalar<String> ADDRESS =
      Scalar.of(
          Text.of("an IP address", "IP 주소"),
          Map.of("type", "string"),
          ConfigCode.BAD_ENDPOINT,
          text -> IpRange.literal(text).getHostAddress());

  private static final Field<Duration> DELAY =
      time("delay", Text.of("Of each packet, one way.", "패킷마다 한 방향의 지연."));
  private static final Field<Duration> JITTER =
      time("jitter", Text.of("Up to so much more, evenly.", "여기까지 고르게 더 늦어짐."));
  private static final Field<Double> LOSS =
      share("loss", Text.of("How many packets are lost.", "잃는 패킷의 비율."));
  private static final Field<Double> DUPLICATE =
      share("duplicate", Text.of("How many packets arrive twice.", "두 번 도착하는 패킷의 비율."));
  private static final Field<Double> REORDER =
      share("reorder", Text.of("How many are overtaken by later ones.", "순서가 바뀌는 비율."));
  private static final Field<Double> CORRUPT =
      share("corrupt", Text.of("How many arrive with a wrong bit.", "비트가 틀려 도착하는 비율."));
  private static final Field<Long> RATE =
      Field.withDefault(
          "rate",
          Quantities.rate("8Kbit", "100Gbit"),
          "100Gbit",
          Text.of("What the bottleneck carries in a second.", "병목이 1초에 나르는 양."));
  private static final Field<Long> QUEUE =
      Field.withDefault(
          "queue",
          Quantities.size("1KiB", "64MiB"),
          "256KiB",
          Text.of("What waits before the bottleneck.", "병목 앞에서 기다리는 양."));

  private static final Section<Impair> IMPAIR =
      Section.of(
          "network impair",
          List.of(DELAY, JITTER, LOSS, DUPLICATE, REORDER, CORRUPT, RATE, QUEUE),
          v ->
              new Impair(
                  v.place(),
                  v.get(DELAY),
                  v.get(JITTER),
                  v.get(LOSS),
                  v.get(DUPLICATE),
                  v.get(REORDER),
                  v.get(CORRUPT),
                  v.says(RATE) ? v.get(RATE) : 0,
                  v.get(QUEUE)));

  private static final Field<Impair> IMPAIRED =
      Field.withDefault("impair", IMPAIR, "{}", Text.of("What happens to packets.", "패킷에 일어나는 일."));
  private static final Field<IpRange> RANGE =
      Field.required("range", Addresses.range(), Text.of("Its addresses.", "주소 범위."));
  private static final Field<Integer> MTU =
      Field.withDefault(
          "mtu",
          Quantities.number(1280, 65535),
          "1500",
          Text.of("The largest packet, in bytes.", "가장 큰 패킷(바이트)."));
  private static final Field<String> CLIENT =
      Field.required(
          "client",
          ADDRESS,
          Text.of("The address of who travels in this process.", "이 프로세스 안 클라이언트의 주소."));
  private static final Field<String> HOST =
      Field.required(
          "host", ADDRESS, Text.of("This machine's address on it.", "이 인터페이스에서 이 컴퓨터의 주소."));
  private static final Field<String> NAME =
      Field.withDefault(
          "name",
          Words.matching(
              Text.of("an interface name", "인터페이스 이름"), "[a-z][a-z0-9]{0,14}", ConfigCode.BAD_NAME),
          "naru0",
          Text.of("Name of the interface.", "인터페이스 이름."));

  private static final Field<Optional<NetworkSettings.Inner>> INNER =
      Field.maybe(
          "inner",
          Section.of(
              "network.inner",
              List.of(RANGE, CLIENT, MTU, IMPAIRED),
              v ->
                  new NetworkSettings.Inner(
                      v.place(), v.get(RANGE), v.get(CLIENT), v.get(MTU), v.get(IMPAIRED))),
          Text.of("A network inside this process.", "이 프로세스 안의 네트워크."));
  private static final Field<Optional<NetworkSettings.Tun>> TUN =
      Field.maybe(
          "tun",
          Section.of(
              "network.tun",
              List.of(NAME, RANGE, HOST, MTU, IMPAIRED),
              v ->
                  new NetworkSettings.Tun(
                      v.place(),
                      v.get(NAME),
                      v.get(RANGE),
                      v.get(HOST),
                      v.get(MTU),
                      v.get(IMPAIRED))),
          Text.of(
              "A TUN interface of this machine; needs CAP_NET_ADMIN.",
              "이 컴퓨터의 TUN 인터페이스. CAP_NET_ADMIN 권한이 필요합니다."));

  static final Section<NetworkSettings> SHAPE =
      Section.of(
          "network",
          List.of(INNER, TUN),
          v -> new NetworkSettings(v.place(), v.get(INNER), v.get(TUN)));

  private NetworkSection() {}

  private static Field<Duration> time(String name, Text doc) {
    return Field.withDefault(name, Quantities.duration("0ms", "1m"), "0ms", doc);
  }

  private static Field<Double> share(String name, Text doc) {
    return Field.withDefault(name, Quantities.percent(), "0%", doc);
  }
}

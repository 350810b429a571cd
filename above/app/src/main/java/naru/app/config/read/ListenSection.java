package naru.app.config.read;

import java.util.List;
import naru.app.config.Listen;
import naru.app.config.Listener;
import naru.app.config.Listener.Scheme;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Section;
import naru.app.config.shape.Words;
import naru.app.text.Text;

/** {@code listen}: every socket in one place. */
final class ListenSection {
  private static final Field<Boolean> EXPOSE =
      Field.withDefault(
          "expose",
          Words.bool(),
          "false",
          Text.of(
              "Allows addresses that other machines can reach.", "다른 컴퓨터가 접속할 수 있는 주소를 허용합니다."));
  private static final Field<List<Listener>> DNS =
      Field.withDefault(
          "dns",
          OneOrMany.of(Listeners.speaking(Scheme.UDP, Scheme.TCP)),
          "[]",
          Text.of("Addresses of the name server.", "네임 서버의 주소."));
  private static final Field<List<Listener>> PROXY =
      web("proxy", Text.of("Addresses of the forward proxy.", "포워드 프록시의 주소."));
  private static final Field<List<Listener>> GATEWAY =
      Field.withDefault(
          "gateway",
          OneOrMany.of(Listeners.ofGateway()),
          "[]",
          Text.of("Addresses of the gateway.", "게이트웨이의 주소."));
  private static final Field<List<Listener>> ADMIN =
      web("admin", Text.of("Addresses of the admin API and console.", "관리 API와 콘솔의 주소."));
  private static final Field<List<Listener>> ORIGIN =
      web("origin", Text.of("Addresses of the built-in origin.", "내장 오리진 서버의 주소."));

  static final Section<Listen> SHAPE =
      Section.of(
          "listen",
          List.of(EXPOSE, DNS, PROXY, GATEWAY, ADMIN, ORIGIN),
          v ->
              new Listen(
                  v.place(),
                  v.get(EXPOSE),
                  v.get(DNS),
                  v.get(PROXY),
                  v.get(GATEWAY),
                  v.get(ADMIN),
                  v.get(ORIGIN)));

  private ListenSection() {}

  private static Field<List<Listener>> web(String name, Text doc) {
    return Field.withDefault(
        name, OneOrMany.of(Listeners.speaking(Scheme.HTTP, Scheme.HTTPS)), "[]", doc);
  }
}

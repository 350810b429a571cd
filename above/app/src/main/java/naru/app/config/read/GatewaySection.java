package naru.app.config.read;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import naru.app.config.ErrorPage;
import naru.app.config.GatewaySettings;
import naru.app.config.Guards;
import naru.app.config.Route;
import naru.app.config.Upstream;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Named;
import naru.app.config.shape.Named.Name;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shaped;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.IpRange;
import naru.gateway.change.config.HeaderChange;

/** {@code gateway}: routes and where they lead. */
final class GatewaySection {
  private static final Field<List<Upstream>> UPSTREAMS =
      Field.withDefault(
          "upstreams",
          Named.of(
              Text.of("a mapping from names to upstreams", "이름에서 업스트림으로 가는 매핑"),
              Tokens.NAME,
              UpstreamSection.SHAPE),
          "{}",
          Text.of("Sets of servers that answer the same requests.", "같은 요청에 답하는 서버 묶음."));
  private static final Field<List<Route>> ROUTES =
      Field.withDefault(
          "routes",
          OneOrMany.of(RouteSection.SHAPE),
          "[]",
          Text.of(
              "The most specific that matches wins; of equal ones the first.",
              "가장 구체적으로 맞는 라우트가, 같으면 먼저 쓴 것이 적용됩니다."));
  private static final Field<List<IpRange>> TRUST =
      Field.withDefault(
          "trust",
          OneOrMany.of(Addresses.range()),
          "[]",
          Text.of(
              "Clients whose X-Forwarded-* fields are believed; or else, without X-Real-IP too,"
                  + " for, proto and host of Forwarded.",
              "X-Forwarded-* 필드를 믿을 클라이언트의 주소 범위. 이 필드도 X-Real-IP도 없으면"
                  + " Forwarded의 for, proto, host를 믿습니다."));
  private static final Field<Boolean> HIDE_SERVER =
      Field.withDefault(
          "hide-server",
          Words.bool(),
          "true",
          Text.of("Keeps the target's Server field from clients.", "대상의 Server 필드를 숨깁니다."));

  private static final Scalar<String> STATUS =
      Words.matching(
          Text.of("a status such as 404, or 4xx, 5xx", "상태 코드 (예: 404, 4xx, 5xx)"),
          "[45]([0-9]{2}|xx)",
          ConfigCode.BAD_STATUSES);
  private static final Shape<Function<Name, ErrorPage>> PAGE =
      Shaped.of(Addresses.path(), file -> name -> new ErrorPage(name.place(), name.text(), file));
  private static final Field<List<ErrorPage>> ERROR_PAGES =
      Field.withDefault(
          "error-pages",
          Named.of(Text.of("a mapping from statuses to files", "상태 코드에서 파일로 가는 매핑"), STATUS, PAGE),
          "{}",
          Text.of(
              "HTML that browsers see where Naru itself has to say no; ${status}, ${phrase},"
                  + " ${code}, ${reason} and ${trace} are filled in.",
              "Naru가 직접 거절할 때 브라우저에 보일 HTML. ${status}, ${phrase}, ${code}, ${reason},"
                  + " ${trace}를 채웁니다."));

  private static final Field<HeaderChange> RESPONSE =
      HeaderSection.field(
          "response-headers",
          Text.of(
              "Fields of every route's responses; what a route says of the same name goes first.",
              "모든 라우트의 응답 필드. 라우트가 같은 이름을 쓰면 그쪽이 먼저입니다."));

  private static final Field<Optional<Guards>> GUARD = GuardSection.field();

  static final Section<GatewaySettings> SHAPE =
      Section.of(
          "gateway",
          Stream.concat(
                  Stream.of(UPSTREAMS, ROUTES, TRUST, HIDE_SERVER, RESPONSE, GUARD, ERROR_PAGES),
                  EdgeSection.FIELDS.stream())
              .toList(),
          v ->
              new GatewaySettings(
                  v.place(),
                  v.get(UPSTREAMS),
                  v.get(ROUTES).stream().map(r -> r.under(v.get(RESPONSE))).toList(),
                  v.get(TRUST),
                  v.get(HIDE_SERVER),
                  v.get(GUARD),
                  v.get(ERROR_PAGES),
                  EdgeSection.edge(v)));

  private GatewaySection() {}
}

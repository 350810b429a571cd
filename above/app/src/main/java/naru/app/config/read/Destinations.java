package naru.app.config.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Route.Destination;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.text.Text;
import naru.base.Place;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.config.Destination.Arm;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** {@code to: shop}, {@code to: origin}, or a list of upstreams with their weights. */
final class Destinations implements Shape<Destination> {
  /** The destination that is no upstream. */
  static final String ORIGIN = "origin";

  private static final int MAX_ARMS = 32;

  /** The name of an upstream, which must be there. */
  static final Scalar<String> UPSTREAM =
      Scalar.of(
          Tokens.NAME.noun(),
          Tokens.NAME.schema(),
          (text, node, reading) -> {
            Optional<String> name = Tokens.NAME.decode(node, reading);
            name.ifPresent(n -> reading.refers(reading.place(node), n));
            return name;
          });

  private static final Field<String> TO =
      Field.required("upstream", UPSTREAM, Text.of("An upstream.", "업스트림 이름."));
  private static final Field<Integer> WEIGHT =
      Field.withDefault(
          "weight",
          Quantities.number(0, 1_000_000),
          "1",
          Text.of("Its share of the sum of all weights.", "전체 무게 가운데 이 업스트림의 몫."));
  private static final Field<HeaderChange> REQUEST =
      HeaderSection.field(
          "request-headers", Text.of("Fields of what goes this way.", "이쪽으로 가는 요청의 필드."));
  private static final Field<HeaderChange> RESPONSE =
      HeaderSection.field(
          "response-headers", Text.of("Fields of what comes back.", "돌아오는 응답의 필드."));

  private static final Shape<Arm> ARM =
      Shorthand.of(
          UPSTREAM.as((place, u) -> new Arm(u, 1, HeaderChange.NONE, HeaderChange.NONE)),
          Section.of(
              "a destination",
              List.of(TO, WEIGHT, REQUEST, RESPONSE),
              v -> new Arm(v.get(TO), v.get(WEIGHT), v.get(REQUEST), v.get(RESPONSE))));

  private static final Shape<Destination> ONE =
      Scalar.of(Tokens.NAME.noun(), Tokens.NAME.schema(), Destinations::destination);
  private static final OneOrMany<Arm> SPLIT = OneOrMany.some(ARM);

  /** Where requests go. */
  static final Shape<Destination> SHAPE = new Destinations();

  private Destinations() {}

  @Override
  public Optional<Destination> decode(Node node, Reading reading) {
    return node instanceof SequenceNode
        ? SPLIT.decode(node, reading).flatMap(arms -> split(arms, node, reading))
        : ONE.decode(node, reading);
  }

  private static Optional<Destination> split(List<Arm> arms, Node node, Reading reading) {
    Place place = reading.place(node);
    if (arms.size() > MAX_ARMS) {
      Text count = Text.same(Integer.toString(arms.size()));
      Text most = Text.same(Integer.toString(MAX_ARMS));
      reading.report(ConfigCode.OUT_OF_RANGE, node, count, Text.same("1"), most);
      return Optional.empty();
    }
    if (arms.stream().allMatch(a -> a.weight() == 0)) {
      reading.report(ConfigCode.SPLIT_OF_NOTHING, node);
    }
    return Optional.of(new Destination.Split(place, arms));
  }

  private static Optional<Destination> destination(String text, ScalarNode node, Reading reading) {
    Place place = reading.place(node);
    return text.equals(ORIGIN)
        ? Optional.of(new Destination.ToOrigin(place))
        : UPSTREAM.decode(node, reading).map(n -> new Destination.ToUpstream(place, n));
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("anyOf", List.of(ONE.schema(), SPLIT.schema()));
  }

  @Override
  public Text noun() {
    return Text.of(
        "an upstream, 'origin', or a list of upstreams with weights",
        "업스트림 이름, 'origin', 또는 무게를 단 업스트림 목록");
  }
}

package naru.app.config.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One word, number or line of text.
 *
 * @param <T> what it is read as
 */
public final class Scalar<T> implements Shape<T> {
  private final Text noun;
  private final Map<String, Object> schema;
  private final Parser<T> parser;

  /** Reads the text of a scalar, telling the reading what is wrong with it. */
  @FunctionalInterface
  public interface Parser<T> {
    /** Empty after a report. */
    Optional<T> parse(String text, ScalarNode node, Reading reading);
  }

  private Scalar(Text noun, Map<String, Object> schema, Parser<T> parser) {
    this.noun = noun;
    this.schema = Map.copyOf(schema);
    this.parser = parser;
  }

  public static <T> Scalar<T> of(Text noun, Map<String, Object> schema, Parser<T> parser) {
    return new Scalar<>(noun, schema, parser);
  }

  /**
   * A scalar with one way to be wrong.
   *
   * @param code its gaps are the text and the noun
   * @param parse throws IllegalArgumentException if the text is wrong
   */
  public static <T> Scalar<T> of(
      Text noun, Map<String, Object> schema, ConfigCode code, Function<String, T> parse) {
    return new Scalar<>(
        noun,
        schema,
        (text, node, reading) -> {
          try {
            return Optional.of(parse.apply(text));
          } catch (IllegalArgumentException e) {
            reading.report(code, node, Text.same(Excerpt.of(text)), noun);
            return Optional.empty();
          }
        });
  }

  /** The same text, read as something else that knows where it stands. */
  public <R> Scalar<R> as(Placed<T, R> maker) {
    return new Scalar<>(
        noun,
        schema,
        (text, node, reading) ->
            parser.parse(text, node, reading).map(v -> maker.at(reading.place(node), v)));
  }

  /** Makes a value that knows its place. */
  @FunctionalInterface
  public interface Placed<T, R> {
    R at(Place place, T value);
  }

  @Override
  public Optional<T> decode(Node node, Reading reading) {
    if (!(node instanceof ScalarNode scalar)) {
      reading.report(ConfigCode.WRONG_TYPE, node, noun, Nodes.found(node));
      return Optional.empty();
    }
    if (Nodes.isNothing(node)) {
      reading.report(ConfigCode.NO_VALUE, node, noun);
      return Optional.empty();
    }
    return parser.parse(scalar.getValue(), scalar, reading);
  }

  @Override
  public Map<String, Object> schema() {
    return new LinkedHashMap<>(schema);
  }

  @Override
  public Text noun() {
    return noun;
  }
}

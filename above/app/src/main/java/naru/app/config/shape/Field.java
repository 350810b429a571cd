package naru.app.config.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One key of a section.
 *
 * @param <T> what its value is read as
 */
public final class Field<T> {
  private final String name;
  private final Shape<?> shape;
  private final Text doc;
  private final Optional<Node> defaultNode;
  private final boolean required;
  private final BiFunction<Node, Reading, Optional<T>> decode;
  private final Function<Reading, Optional<T>> absent;

  private Field(
      String name,
      Shape<?> shape,
      Text doc,
      Optional<Node> defaultNode,
      boolean required,
      BiFunction<Node, Reading, Optional<T>> decode,
      Function<Reading, Optional<T>> absent) {
    this.name = name;
    this.shape = shape;
    this.doc = doc;
    this.defaultNode = defaultNode;
    this.required = required;
    this.decode = decode;
    this.absent = absent;
  }

  /** A key that must be there. */
  public static <T> Field<T> required(String name, Shape<T> shape, Text doc) {
    return new Field<>(
        name, shape, doc, Optional.empty(), true, shape::decode, reading -> Optional.empty());
  }

  /**
   * A key that may be left out.
   *
   * @param yaml what leaving it out means, as one would write it in the file
   */
  public static <T> Field<T> withDefault(String name, Shape<T> shape, String yaml, Text doc) {
    Node node = Yaml.literal(yaml);
    Function<Reading, Optional<T>> absent = reading -> shape.decode(node, reading.ofDefaults());
    return new Field<>(
        name,
        shape,
        doc,
        Optional.of(node),
        false,
        (given, reading) -> shape.decode(given, reading).or(() -> absent.apply(reading)),
        absent);
  }

  /** A key without which something is not there at all. */
  public static <T> Field<Optional<T>> maybe(String name, Shape<T> shape, Text doc) {
    return new Field<>(
        name,
        shape,
        doc,
        Optional.empty(),
        false,
        (given, reading) -> Optional.of(shape.decode(given, reading)),
        reading -> Optional.of(Optional.empty()));
  }

  public String name() {
    return name;
  }

  boolean isRequired() {
    return required;
  }

  /** Reads the value; a wrong one is reported, and the default stands in for it. */
  Optional<T> decode(Node node, Reading reading) {
    return decode.apply(node, reading);
  }

  Optional<T> absent(Reading reading) {
    return absent.apply(reading);
  }

  Text noun() {
    return shape.noun();
  }

  Map<String, Object> schema() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("description", doc.en());
    out.put("x-description-ko", doc.ko());
    out.putAll(shape.schema());
    defaultNode.ifPresent(node -> out.put("default", Nodes.json(node)));
    return out;
  }
}

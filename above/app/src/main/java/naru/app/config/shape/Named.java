package naru.app.config.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A mapping whose keys are names that the user chooses; read as a list in the order of the file.
 *
 * @param <T> a value together with its name
 */
public final class Named<T> implements Shape<List<T>> {
  private final Text noun;
  private final Scalar<String> key;
  private final Shape<Function<Name, T>> value;

  /** A name, and where it is defined. */
  public record Name(Place place, String text) {}

  private Named(Text noun, Scalar<String> key, Shape<Function<Name, T>> value) {
    this.noun = noun;
    this.key = key;
    this.value = value;
  }

  /**
   * A mapping from names.
   *
   * @param value what is read of a value: still to be told its name
   */
  public static <T> Named<T> of(Text noun, Scalar<String> key, Shape<Function<Name, T>> value) {
    return new Named<>(noun, key, value);
  }

  @Override
  public Optional<List<T>> decode(Node node, Reading reading) {
    if (!(node instanceof MappingNode mapping)) {
      reading.report(ConfigCode.WRONG_TYPE, node, noun, Nodes.found(node));
      return Optional.empty();
    }
    List<T> out = new ArrayList<>();
    Entries.of(mapping, reading)
        .forEach((name, entry) -> entry(name, entry, reading).ifPresent(out::add));
    return Optional.of(out);
  }

  private Optional<T> entry(String text, Entries.Entry entry, Reading reading) {
    Optional<Name> name =
        key.decode(entry.key(), reading).map(n -> new Name(reading.place(entry.key()), n));
    Optional<Function<Name, T>> made = Optional.empty();
    if (Nodes.isNothing(entry.value())) {
      reading.report(ConfigCode.NO_VALUE, entry.key(), value.noun());
    } else {
      made = value.decode(entry.value(), reading);
    }
    if (name.isEmpty() || made.isEmpty()) {
      reading.breaks(text);
      return Optional.empty();
    }
    return Optional.of(made.get().apply(name.get()));
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    out.put("propertyNames", key.schema());
    out.put("additionalProperties", value.schema());
    return out;
  }

  @Override
  public Text noun() {
    return noun;
  }
}

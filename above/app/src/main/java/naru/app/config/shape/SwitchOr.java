package naru.app.config.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * {@code false} for nothing, {@code true} for the defaults, or a section that says more.
 *
 * @param <T> the section's record
 */
public final class SwitchOr<T> implements Shape<Optional<T>> {
  private static final Node DEFAULTS = Yaml.literal("{}");

  private final Section<T> section;
  private final Placed<T> placed;

  /** Puts the place of {@code true} into a record of defaults. */
  @FunctionalInterface
  public interface Placed<T> {
    T at(Place place, T defaults);
  }

  private SwitchOr(Section<T> section, Placed<T> placed) {
    this.section = section;
    this.placed = placed;
  }

  public static <T> SwitchOr<T> of(Section<T> section, Placed<T> placed) {
    return new SwitchOr<>(section, placed);
  }

  /** The outer Optional says whether it was right, the inner one is the value. */
  @Override
  @SuppressWarnings("OptionalMapToOptional")
  public Optional<Optional<T>> decode(Node node, Reading reading) {
    if (node instanceof MappingNode) {
      return section.decode(node, reading).map(Optional::of);
    }
    return Words.bool()
        .decode(node, reading)
        .map(isOn -> isOn ? defaults(node, reading) : Optional.empty());
  }

  private Optional<T> defaults(Node node, Reading reading) {
    return section
        .decode(DEFAULTS, reading.ofDefaults())
        .map(record -> placed.at(reading.place(node), record));
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("anyOf", List.of(Words.bool().schema(), section.schema()));
    return out;
  }

  @Override
  public Text noun() {
    return Text.of("true, false, or {0}", "true, false, 또는 {0}").with(section.noun());
  }
}

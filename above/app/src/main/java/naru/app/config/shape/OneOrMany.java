package naru.app.config.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A list, or the only item of one without the brackets.
 *
 * @param <T> an item
 */
public final class OneOrMany<T> implements Shape<List<T>> {
  private final Shape<T> item;
  private final boolean mayBeEmpty;

  private OneOrMany(Shape<T> item, boolean mayBeEmpty) {
    this.item = item;
    this.mayBeEmpty = mayBeEmpty;
  }

  public static <T> OneOrMany<T> of(Shape<T> item) {
    return new OneOrMany<>(item, true);
  }

  /** With at least one item. */
  public static <T> OneOrMany<T> some(Shape<T> item) {
    return new OneOrMany<>(item, false);
  }

  @Override
  public Optional<List<T>> decode(Node node, Reading reading) {
    if (!(node instanceof SequenceNode list)) {
      return item.decode(node, reading).map(List::of);
    }
    if (list.getValue().isEmpty() && !mayBeEmpty) {
      reading.report(ConfigCode.EMPTY_LIST, node);
      return Optional.empty();
    }
    List<T> items = new ArrayList<>();
    for (Node child : list.getValue()) {
      item.decode(Nodes.real(child), reading).ifPresent(items::add);
    }
    return items.isEmpty() && !mayBeEmpty ? Optional.empty() : Optional.of(items);
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("type", "array");
    list.put("items", item.schema());
    if (!mayBeEmpty) {
      list.put("minItems", 1);
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("anyOf", List.of(item.schema(), list));
    return out;
  }

  @Override
  public Text noun() {
    return Text.of("{0}, or a list of such", "{0}, 또는 그 목록").with(item.noun());
  }
}

package naru.app.config.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Looks at nodes. */
final class Nodes {
  private static final Text LIST = Text.of("a list", "목록");
  private static final Text MAPPING = Text.of("a mapping", "매핑");
  private static final Text NOTHING = Text.of("nothing", "빈 값");

  private Nodes() {}

  /** What an alias stands for. */
  static Node real(Node node) {
    return node instanceof AnchorNode anchor ? anchor.getRealNode() : node;
  }

  /** Whether a key has no value, or the value is {@code null}. */
  static boolean isNothing(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  /** The text of a scalar that says something. */
  static Optional<String> text(Node node) {
    return node instanceof ScalarNode scalar && !isNothing(node)
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  /** What was found, for messages. */
  static Text found(Node node) {
    return switch (node.getNodeType()) {
      case SEQUENCE -> LIST;
      case MAPPING -> MAPPING;
      case SCALAR, ANCHOR ->
          text(node).map(t -> Text.same("'" + Excerpt.of(t) + "'")).orElse(NOTHING);
    };
  }

  /** The value as JSON has it, for defaults in the schema. */
  static Object json(Node node) {
    return switch (node) {
      case SequenceNode list -> {
        List<Object> out = new ArrayList<>();
        list.getValue().forEach(item -> out.add(json(item)));
        yield out;
      }
      case MappingNode mapping -> {
        Map<String, Object> out = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
          out.put(text(tuple.getKeyNode()).orElseThrow(), json(tuple.getValueNode()));
        }
        yield out;
      }
      case ScalarNode scalar when node.getTag().equals(Tag.BOOL) ->
          Boolean.valueOf(scalar.getValue());
      case ScalarNode scalar when node.getTag().equals(Tag.INT) -> Long.valueOf(scalar.getValue());
      case ScalarNode scalar -> scalar.getValue();
      default -> throw new IllegalArgumentException("no value: " + node.getNodeType());
    };
  }
}

package naru.app.config.shape;

import java.util.Map;
import java.util.Optional;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A kind of value: how it is read, and how it is described. Both come from the one object, so that
 * the JSON Schema cannot differ from what is accepted.
 *
 * @param <T> what it is read as
 */
public interface Shape<T> {
  /** Reads the node. Empty if it is wrong, after telling the reading what is wrong with it. */
  Optional<T> decode(Node node, Reading reading);

  /** The draft-07 JSON Schema of what is accepted: a fresh map, for the caller to add to. */
  Map<String, Object> schema();

  /** What to write, as in "expected a duration such as 5s". */
  Text noun();
}

package naru.app.config.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** The keys of a mapping, each once, in the order of the file. */
final class Entries {
  /** A key and its value. */
  record Entry(Node key, Node value) {}

  private Entries() {}

  static Map<String, Entry> of(MappingNode mapping, Reading reading) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = Nodes.real(tuple.getKeyNode());
      Optional<String> name = Nodes.text(key);
      if (name.isEmpty()) {
        reading.report(ConfigCode.KEY_NOT_TEXT, key);
        continue;
      }
      Entry entry = new Entry(key, Nodes.real(tuple.getValueNode()));
      Entry first = entries.putIfAbsent(name.get(), entry);
      if (first != null) {
        String where = Problem.where(reading.place(first.key()));
        String shown = Excerpt.of(name.get());
        reading.report(ConfigCode.DUPLICATE_KEY, key, Text.same(shown), Text.same(where));
      }
    }
    return entries;
  }
}

package naru.app.config.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A short text with a long form: {@code 127.0.0.1:9001} or {@code { to: 127.0.0.1:9001, weight: 2
 * }}.
 *
 * @param <T> what both are read as
 */
public final class Shorthand<T> implements Shape<T> {
  private final Scalar<T> brief;
  private final Section<T> full;

  private Shorthand(Scalar<T> brief, Section<T> full) {
    this.brief = brief;
    this.full = full;
  }

  public static <T> Shorthand<T> of(Scalar<T> brief, Section<T> full) {
    return new Shorthand<>(brief, full);
  }

  @Override
  public Optional<T> decode(Node node, Reading reading) {
    return node instanceof MappingNode ? full.decode(node, reading) : brief.decode(node, reading);
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("anyOf", List.of(brief.schema(), full.schema()));
    return out;
  }

  @Override
  public Text noun() {
    return brief.noun();
  }
}

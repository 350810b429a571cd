package naru.app.config.shape;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A shape whose value is made into something else.
 *
 * @param <S> what is read
 * @param <T> what is made of it
 */
public final class Shaped<S, T> implements Shape<T> {
  private final Shape<S> shape;
  private final Function<S, T> maker;

  private Shaped(Shape<S> shape, Function<S, T> maker) {
    this.shape = shape;
    this.maker = maker;
  }

  public static <S, T> Shaped<S, T> of(Shape<S> shape, Function<S, T> maker) {
    return new Shaped<>(shape, maker);
  }

  @Override
  public Optional<T> decode(Node node, Reading reading) {
    return shape.decode(node, reading).map(maker);
  }

  @Override
  public Map<String, Object> schema() {
    return shape.schema();
  }

  @Override
  public Text noun() {
    return shape.noun();
  }
}

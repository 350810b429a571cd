package naru.app.config.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A mapping with known keys, read as a record.
 *
 * @param <T> the record
 */
public final class Section<T> implements Shape<T> {
  private final Text noun;
  private final Text name;
  private final List<Field<?>> fields;
  private final BiFunction<Values, Reading, Optional<T>> maker;

  private Section(
      String name, List<Field<?>> fields, BiFunction<Values, Reading, Optional<T>> maker) {
    this.name = Text.of(name, name.replaceFirst("^an? ", ""));
    this.noun = Text.of("a mapping with keys of " + name, name + "의 키로 된 매핑");
    this.fields = List.copyOf(fields);
    this.maker = maker;
  }

  /**
   * A section.
   *
   * @param name as messages name it, such as {@code gateway.routes}
   * @param maker is called only if all required values are there
   */
  public static <T> Section<T> of(String name, List<Field<?>> fields, Function<Values, T> maker) {
    return new Section<>(name, fields, (values, reading) -> Optional.of(maker.apply(values)));
  }

  /** A section whose keys are checked against each other. */
  public static <T> Section<T> checked(
      String name, List<Field<?>> fields, BiFunction<Values, Reading, Optional<T>> maker) {
    return new Section<>(name, fields, maker);
  }

  @Override
  public Optional<T> decode(Node node, Reading reading) {
    if (!(node instanceof MappingNode mapping)) {
      reading.report(ConfigCode.WRONG_TYPE, node, noun, Nodes.found(node));
      return Optional.empty();
    }
    Map<String, Entries.Entry> entries = Entries.of(mapping, reading);
    Values values = new Values(reading.place(node));
    boolean complete = true;
    for (Field<?> field : fields) {
      fill(field, Optional.ofNullable(entries.remove(field.name())), values, reading);
      complete &= values.has(field);
    }
    entries.forEach((key, entry) -> unknown(key, entry, reading));
    return complete ? maker.apply(values, reading) : Optional.empty();
  }

  private <F> void fill(
      Field<F> field, Optional<Entries.Entry> entry, Values values, Reading reading) {
    if (entry.isEmpty()) {
      values.put(field, field.absent(reading));
      if (field.isRequired()) {
        Text missing = Text.same(field.name());
        reading.report(ConfigCode.MISSING_KEY, values.place(), Optional.empty(), missing, name);
      }
      return;
    }
    values.said(field, reading.place(entry.get().key()));
    if (Nodes.isNothing(entry.get().value())) {
      reading.report(ConfigCode.NO_VALUE, entry.get().key(), field.noun());
      values.put(field, field.absent(reading));
      return;
    }
    values.put(field, field.decode(entry.get().value(), reading));
  }

  private void unknown(String key, Entries.Entry entry, Reading reading) {
    List<String> known = fields.stream().map(Field::name).toList();
    reading.report(
        ConfigCode.UNKNOWN_KEY,
        reading.place(entry.key()),
        Elsewhere.hint(name.en(), key).or(() -> Advice.among(key, known)),
        Text.same(Excerpt.of(key)),
        name);
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields.forEach(field -> properties.put(field.name(), field.schema()));
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    out.put("additionalProperties", false);
    List<String> required = fields.stream().filter(Field::isRequired).map(Field::name).toList();
    if (!required.isEmpty()) {
      out.put("required", required);
    }
    out.put("properties", properties);
    return out;
  }

  @Override
  public Text noun() {
    return noun;
  }
}

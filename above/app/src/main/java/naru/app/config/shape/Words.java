package naru.app.config.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Nearest;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Texts, booleans and choices. */
public final class Words {
  private static final Set<String> OLD_TRUE = Set.of("yes", "on", "y");
  private static final Set<String> OLD_FALSE = Set.of("no", "off", "n");

  private Words() {}

  /** Any text that is not empty. */
  public static Scalar<String> text(Text noun) {
    return matching(noun, ".*\\S.*", ConfigCode.BAD_NAME);
  }

  /** Text of one form. */
  public static Scalar<String> matching(Text noun, String pattern, ConfigCode code) {
    return Scalar.of(
        noun,
        Map.of("type", "string", "pattern", "^" + pattern + "$"),
        code,
        text -> {
          if (!text.matches(pattern)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  /** {@code true} or {@code false}, nothing else. */
  public static Scalar<Boolean> bool() {
    return Scalar.of(Text.same("true | false"), Map.of("type", "boolean"), Words::boolOf);
  }

  private static Optional<Boolean> boolOf(String text, ScalarNode node, Reading reading) {
    if (isBool(node)) {
      return Optional.of(Boolean.valueOf(text));
    }
    Text shown = Text.same(Excerpt.of(text));
    String word = text.toLowerCase(Locale.ROOT);
    if (OLD_TRUE.contains(word) || OLD_FALSE.contains(word)) {
      Optional<Text> help = Optional.of(Advice.write(Boolean.toString(OLD_TRUE.contains(word))));
      reading.report(ConfigCode.OLD_BOOLEAN, reading.place(node), help, shown);
    } else {
      Optional<Text> help = Nearest.to(word, List.of("true", "false")).map(Advice::write);
      Text noun = Text.same("true | false");
      reading.report(ConfigCode.WRONG_TYPE, reading.place(node), help, noun, Nodes.found(node));
    }
    return Optional.empty();
  }

  /** Whether the node is a plain {@code true} or {@code false}. */
  public static boolean isBool(Node node) {
    return node instanceof ScalarNode scalar && scalar.isPlain() && node.getTag().equals(Tag.BOOL);
  }

  /** One of these words. */
  public static Scalar<String> oneOf(String... words) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String word : words) {
      names.put(word, word);
    }
    return choice(names);
  }

  /** One of a few names. */
  public static <T> Scalar<T> choice(Map<String, T> names) {
    Map<String, T> known = new LinkedHashMap<>(names);
    String list = String.join(", ", known.keySet());
    Text noun = Text.of("one of " + list, list + " 가운데 하나");
    return Scalar.of(
        noun,
        Map.of("enum", written(known.keySet())),
        (text, node, reading) -> {
          Optional<T> value = Optional.ofNullable(known.get(text));
          if (value.isEmpty()) {
            Optional<Text> help = Nearest.to(text, known.keySet()).map(Advice::meant);
            Text shown = Text.same(Excerpt.of(text));
            reading.report(
                ConfigCode.NOT_ONE_OF, reading.place(node), help, shown, Text.same(list));
          }
          return value;
        });
  }

  /** As a file may write them: a name of digits without quotes is a number of YAML. */
  private static List<Object> written(Set<String> names) {
    List<Object> all = new ArrayList<>(names);
    names.stream().filter(n -> n.matches("[0-9]{1,9}")).map(Integer::valueOf).forEach(all::add);
    return List.copyOf(all);
  }

  /** The names of an enum as the file writes them: {@code LEAST_REQUEST} is least-request. */
  public static <T extends Enum<T>> Scalar<T> choice(Class<T> type) {
    Map<String, T> names = new LinkedHashMap<>();
    for (T value : type.getEnumConstants()) {
      names.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
    }
    return choice(names);
  }
}

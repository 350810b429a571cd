package naru.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.app.text.Language;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the config file as its schema has them, for a person. Lists, shorthands and mappings
 * from names are seen through: what a key of an upstream is called does not depend on the
 * upstream's name.
 */
final class Keys {
  private final Map<?, ?> node;
  private final boolean required;

  private Keys(Map<?, ?> node, boolean required) {
    this.node = node;
    this.required = required;
  }

  /** All that stand at the top of a file with this schema. */
  static Keys of(Map<?, ?> schema) {
    return new Keys(schema, true);
  }

  /** The keys below this one, in the order of the schema. */
  Map<String, Keys> below() {
    Map<String, Keys> all = new LinkedHashMap<>();
    collect(node, all);
    return all;
  }

  private static void collect(Map<?, ?> node, Map<String, Keys> all) {
    Set<Object> needed = new LinkedHashSet<>(list(node.get("required")));
    map(node.get("properties"))
        .forEach(
            (name, member) ->
                all.putIfAbsent(
                    String.valueOf(name), new Keys(map(member), needed.contains(name))));
    list(node.get("anyOf")).forEach(one -> collect(map(one), all));
    collectOne(node.get("items"), all);
    collectOne(node.get("additionalProperties"), all);
  }

  private static void collectOne(@Nullable Object inner, Map<String, Keys> all) {
    if (inner instanceof Map<?, ?> each) {
      collect(each, all);
    }
  }

  boolean isRequired() {
    return required;
  }

  /** What it means. */
  String words(Language language) {
    Object text = node.get(language == Language.KO ? "x-description-ko" : "description");
    return text == null ? "" : text.toString();
  }

  /** What holds where it is not said; empty for nothing. */
  String preset() {
    return switch (node.get("default")) {
      case null -> "";
      case Map<?, ?> none when none.isEmpty() -> "";
      case List<?> many -> String.join(", ", many.stream().map(String::valueOf).toList());
      case Object one -> one.toString();
    };
  }

  /** The words that it may be; none if it is not one of a few. */
  List<String> choices() {
    Set<String> all = new LinkedHashSet<>();
    choices(node, all);
    return new ArrayList<>(all);
  }

  private static void choices(Map<?, ?> node, Set<String> all) {
    list(node.get("enum")).forEach(word -> all.add(String.valueOf(word)));
    list(node.get("anyOf")).forEach(one -> choices(map(one), all));
    if (node.get("items") instanceof Map<?, ?> each) {
      choices(each, all);
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}

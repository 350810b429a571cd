package naru.trace.render;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records as JSON objects and back, by their components: a new event needs no code here. What a
 * file lacks (an older writer) reads as empty, 0 or false.
 */
final class JsonShape {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * The components of each record, looked up once: the JVM gives new ones at each call, and a new
   * accessor costs far more than what it reads.
   */
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent c : components) {
            c.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  private JsonShape() {}

  /** Puts every component of a record as a field. */
  static void put(Record value, ObjectNode into) {
    for (RecordComponent c : COMPONENTS.get(value.getClass())) {
      into.set(c.getName(), node(read(c, value)));
    }
  }

  /**
   * A record from an object's fields.
   *
   * @throws IllegalArgumentException if a field holds what the component cannot
   */
  static <T> T record(JsonNode node, Class<T> type) {
    RecordComponent[] components = COMPONENTS.get(type);
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(node.path(components[i].getName()), components[i].getGenericType());
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(type.getSimpleName() + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getSimpleName() + " cannot be made", e);
    }
  }

  /** The word of an enum's constant: {@code WE_CLOSED} is {@code we-closed}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a word. */
  static <E> E constant(String word, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> word((Enum<?>) c).equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + word + "' is no " + type.getSimpleName()));
  }

  private static Object read(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(component + " cannot be read", e);
    }
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case String s -> NODES.stringNode(s);
      case Integer i -> NODES.numberNode(i);
      case Long l -> NODES.numberNode(l);
      case Boolean b -> NODES.booleanNode(b);
      case Instant t -> NODES.stringNode(t.toString());
      case Enum<?> e -> NODES.stringNode(word(e));
      case List<?> list -> {
        ArrayNode array = NODES.arrayNode();
        list.forEach(v -> array.add(node(v)));
        yield array;
      }
      case Failure f -> failure(f);
      case Bytes b -> NODES.stringNode(b.base64());
      case Record r -> {
        ObjectNode object = NODES.objectNode();
        put(r, object);
        yield object;
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    };
  }

  private static ObjectNode failure(Failure f) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("code", f.code().number())
            .put("reason", f.code().reason())
            .put("side", word(f.side()))
            .put("retry", f.retry())
            .put("detail", f.detail());
    return f.status() == f.code().status() ? node : node.put("status", f.status());
  }

  private static Failure failure(JsonNode node) {
    String number = node.path("code").asString("");
    Code code =
        Arrays.stream(Code.values())
            .filter(c -> c.number().equals(number))
            .findFirst()
            .orElse(Code.INTERNAL);
    Side side = constant(node.path("side").asString("us"), Side.class);
    return new Failure(
        code,
        node.path("status").asInt(code.status()),
        side,
        node.path("retry").asBoolean(false),
        node.path("detail").asString(""),
        null);
  }

  private static Object value(JsonNode node, Type type) {
    if (type instanceof ParameterizedType list) {
      List<Object> values = new ArrayList<>();
      node.forEach(n -> values.add(value(n, list.getActualTypeArguments()[0])));
      return List.copyOf(values);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return node.asString("");
    }
    if (plain == int.class) {
      return node.asInt(0);
    }
    if (plain == long.class) {
      return node.asLong(0);
    }
    if (plain == boolean.class) {
      return node.asBoolean(false);
    }
    if (plain == Instant.class) {
      return node.isMissingNode() ? Instant.EPOCH : Instant.parse(node.asString(""));
    }
    if (plain == Failure.class) {
      return failure(node);
    }
    if (plain == Bytes.class) {
      return Bytes.fromBase64(node.asString(""));
    }
    return plain.isEnum() ? constant(node.asString(""), plain) : record(node, plain);
  }
}

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

/**
 * Records from JSON objects, by their components, as {@link RecordWriter} wrote them. What a file
 * lacks (an older writer) reads as empty, 0 or false.
 */
final class JsonShape {
  /** The words of each enum's constants, by their order. */
  private static final ClassValue<String[]> WORDS =
      new ClassValue<>() {
        @Override
        protected String[] computeValue(Class<?> type) {
          return Arrays.stream(type.getEnumConstants())
              .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .toArray(String[]::new);
        }
      };

  private JsonShape() {}

  /**
   * A record from an object's fields.
   *
   * @throws IllegalArgumentException if a field holds what the component cannot
   */
  static <T> T record(JsonNode node, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
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
    return WORDS.get(constant.getDeclaringClass())[constant.ordinal()];
  }

  /** The constant of a word. */
  static <E> E constant(String word, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> word((Enum<?>) c).equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + word + "' is no " + type.getSimpleName()));
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

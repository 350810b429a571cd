package naru.trace.render;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import naru.base.Failure;
import naru.trace.Bytes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/**
 * Records as fields of JSON objects, by their components: a new event needs no code here. {@link
 * JsonShape} reads them back. It writes to the stream with no tree between: a gateway under load
 * keeps 50 traces a second, and what that costs is taken from its requests.
 */
final class RecordWriter {
  /**
   * The components of each record, looked up once: the JVM gives new ones at each call, and a new
   * accessor costs far more than what it reads.
   */
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private record Shape(SerializedString[] names, Method[] accessors) {
    static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      SerializedString[] names = new SerializedString[components.length];
      Method[] accessors = new Method[components.length];
      for (int i = 0; i < components.length; i++) {
        names[i] = new SerializedString(components[i].getName());
        accessors[i] = components[i].getAccessor();
        accessors[i].setAccessible(true);
      }
      return new Shape(names, accessors);
    }

    Object read(int component, Record value) {
      try {
        return accessors[component].invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(names[component] + " cannot be read", e);
      }
    }
  }

  private RecordWriter() {}

  /** Writes every component of a record as a field of the object that was begun. */
  static void write(Record value, JsonGenerator json) {
    Shape shape = SHAPES.get(value.getClass());
    for (int i = 0; i < shape.names.length; i++) {
      json.writeName(shape.names[i]);
      write(shape.read(i, value), json);
    }
  }

  private static void write(Object value, JsonGenerator json) {
    switch (value) {
      case String s -> json.writeString(s);
      case Integer i -> json.writeNumber(i);
      case Long l -> json.writeNumber(l);
      case Boolean b -> json.writeBoolean(b);
      case Instant t -> json.writeString(t.toString());
      case Enum<?> e -> json.writeString(JsonShape.word(e));
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(v -> write(v, json));
        json.writeEndArray();
      }
      case Failure f -> write(f, json);
      case Bytes b -> json.writeString(b.base64());
      case Record r -> {
        json.writeStartObject();
        write(r, json);
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void write(Failure f, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("code", f.code().number());
    json.writeStringProperty("reason", f.code().reason());
    json.writeStringProperty("side", JsonShape.word(f.side()));
    json.writeBooleanProperty("retry", f.retry());
    json.writeStringProperty("detail", f.detail());
    if (f.status() != f.code().status()) {
      json.writeNumberProperty("status", f.status());
    }
    json.writeEndObject();
  }
}

package naru.trace.render;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Bytes;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.Trace;
import naru.trace.TraceId;

/** One instance of every event there is, each component with a value of its own. */
final class EveryEvent {
  private int next = 1;

  static List<Event> list() throws ReflectiveOperationException {
    EveryEvent maker = new EveryEvent();
    List<Event> events = new ArrayList<>();
    for (Class<?> type : new TreeMap<>(Vocabulary.all()).values()) {
      events.add((Event) maker.make(type));
    }
    return events;
  }

  static Trace trace() throws ReflectiveOperationException {
    List<Entry> entries = new ArrayList<>();
    long at = 0;
    Party[] parties = Party.values();
    for (Event event : list()) {
      Party from = parties[entries.size() % parties.length];
      Party to = parties[(entries.size() + 1) % parties.length];
      Provenance provenance = Provenance.values()[entries.size() % Provenance.values().length];
      entries.add(new Entry(at, from, to, provenance, event));
      at += 1_000_003;
    }
    TraceId id = new TraceId(0x7f3a000000000001L, -1);
    int half = entries.size() / 2;
    SpanRecord first = new SpanRecord(id, -5, 0, Party.CLIENT, entries.subList(0, half), true);
    SpanRecord second =
        new SpanRecord(id, 6, -5, Party.GATEWAY, entries.subList(half, entries.size()), false);
    return new Trace(
        id, Instant.parse("2026-11-22T05:01:02.123456789Z"), 0, List.of(first, second));
  }

  private Object make(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType());
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private Object value(Type type) throws ReflectiveOperationException {
    int n = next++;
    if (type instanceof ParameterizedType list) {
      Type of = list.getActualTypeArguments()[0];
      return List.of(value(of), value(of));
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return "text " + n + " \"\u001b[31m 나루";
    }
    if (plain == int.class) {
      return n;
    }
    if (plain == long.class) {
      return (1L << 53) + n;
    }
    if (plain == boolean.class) {
      return n % 2 == 0;
    }
    if (plain == Instant.class) {
      return Instant.ofEpochSecond(n, 123_456_789);
    }
    if (plain == Failure.class) {
      return Failure.retryable(Code.values()[n % Code.values().length], Side.UPSTREAM, "why " + n);
    }
    if (plain == Bytes.class) {
      return Bytes.copyOf(new byte[] {(byte) n, -1, 0});
    }
    return plain.isEnum()
        ? plain.getEnumConstants()[n % plain.getEnumConstants().length]
        : make(plain);
  }
}

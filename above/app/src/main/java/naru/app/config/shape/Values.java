package naru.app.config.shape;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Place;

/** The values of one section while its record is made. */
public final class Values {
  private final Place place;
  private final Map<Field<?>, Object> values = new HashMap<>();
  private final Map<Field<?>, Place> keys = new HashMap<>();

  Values(Place place) {
    this.place = place;
  }

  <T> void put(Field<T> field, Optional<T> value) {
    value.ifPresent(v -> values.put(field, v));
  }

  void said(Field<?> field, Place key) {
    keys.put(field, key);
  }

  boolean has(Field<?> field) {
    return values.containsKey(field);
  }

  /** Where the section begins. */
  public Place place() {
    return place;
  }

  /** Where the key is said; the section's place if it is not. */
  public Place place(Field<?> field) {
    return keys.getOrDefault(field, place);
  }

  /** Whether the file says the key. */
  public boolean says(Field<?> field) {
    return keys.containsKey(field);
  }

  /** The value, or the default. Only {@link #put} writes, so the type is the field's. */
  @SuppressWarnings("unchecked")
  public <T> T get(Field<T> field) {
    Object value = values.get(field);
    if (value == null) {
      throw new IllegalArgumentException(field.name() + " is no field of this section");
    }
    return (T) value;
  }
}

package naru.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place in an exchange for something that one stop leaves for another, without either knowing the
 * other: the slot is declared by who reads it and handed to who fills it by the wiring.
 *
 * @param <T> what is left there
 */
public final class Slot<T> {
  private static final AtomicInteger NEXT = new AtomicInteger();

  /** How many slots there may be in a program. */
  static final int MAX = 16;

  private final String name;
  private final int index;

  private Slot(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /** A new slot; made once, in a static final field. */
  public static <T> Slot<T> named(String name) {
    int index = NEXT.getAndIncrement();
    if (index >= MAX) {
      throw new IllegalStateException("more than " + MAX + " slots");
    }
    return new Slot<>(name, index);
  }

  int index() {
    return index;
  }

  @Override
  public String toString() {
    return name;
  }
}

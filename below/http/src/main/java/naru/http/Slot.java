package naru.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place in an exchange for something that one stop leaves for another, without either knowing the
 * other: the slot is declared by who reads it and handed to who fills it by the wiring.
 *
 * @param <T> what is left there
 */
public final class Slot<T> {
  /** How many slots there may be in a program. */
  static final int MAX = 32;

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final AtomicInteger LASTING = new AtomicInteger();

  private final String name;
  private final int index;

  private Slot(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /** A new slot; made once, in a static final field. */
  public static <T> Slot<T> named(String name) {
    return of(name, NEXT.getAndIncrement());
  }

  /**
   * A new slot whose content stays for the next request of the same connection: for an object that
   * a stop uses again and again instead of making one for each request. Forks do not inherit it.
   */
  public static <T> Slot<T> lasting(String name) {
    return of(name, MAX - 1 - LASTING.getAndIncrement());
  }

  private static <T> Slot<T> of(String name, int index) {
    if (NEXT.get() + LASTING.get() > MAX) {
      throw new IllegalStateException("more than " + MAX + " slots");
    }
    return new Slot<>(name, index);
  }

  /** Slots below this index are for one request only. */
  static int passing() {
    return NEXT.getPlain();
  }

  int index() {
    return index;
  }

  @Override
  public String toString() {
    return name;
  }
}

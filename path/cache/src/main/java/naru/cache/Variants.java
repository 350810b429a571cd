package naru.cache;

import java.util.ArrayList;
import java.util.List;
import naru.cache.core.Lines;
import org.jspecify.annotations.Nullable;

/** What is stored under one key, newest first: one response, or one for each choice by Vary. */
final class Variants {
  /** More choices than this, and the oldest goes. */
  static final int MAX = 16;

  static final Variants NONE = new Variants(List.of());

  private final List<Kept> slots;

  private Variants(List<Kept> slots) {
    this.slots = slots;
  }

  int size() {
    return slots.size();
  }

  Kept slot(int i) {
    return slots.get(i);
  }

  /** The newest that answers such a request; null when there is none. */
  @Nullable Kept select(Lines request) {
    for (Kept slot : slots) {
      if (slot.entry.answers(request)) {
        return slot;
      }
    }
    return null;
  }

  /** With one more in front. */
  Variants with(Kept slot) {
    List<Kept> all = new ArrayList<>(slots.size() + 1);
    all.add(slot);
    all.addAll(slots);
    return new Variants(List.copyOf(all));
  }

  Variants without(Kept slot) {
    return new Variants(slots.stream().filter(s -> s != slot).toList());
  }
}

package naru.stack.tcp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The flows by their pair of sockets: open addressing with linear probing, so that a look-up
 * touches one array. The hash is keyed, so that nobody can choose flows that collide.
 */
final class FlowTable {
  private static final int SMALLEST = 64;

  private @Nullable Flow[] slots = new Flow[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  @Nullable Flow find(int hash, long lh, long ll, int lp, long rh, long rl, int rp) {
    int mask = slots.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      Flow flow = slots[i];
      if (flow == null) {
        return null;
      }
      if (flow.hash == hash && flow.is(lh, ll, lp, rh, rl, rp)) {
        return flow;
      }
    }
  }

  void add(Flow flow) {
    if (size * 2 >= slots.length) {
      resize(slots.length * 2);
    }
    place(flow);
    size++;
  }

  private void place(Flow flow) {
    int mask = slots.length - 1;
    int i = flow.hash & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = flow;
  }

  /** Takes a flow out; nothing if it is not there. */
  void remove(Flow flow) {
    int i = slotOf(flow);
    if (i < 0) {
      return;
    }
    close(i);
    size--;
    if (slots.length > SMALLEST && size * 8 < slots.length) {
      resize(slots.length / 2);
    }
  }

  /** Puts a flow in the place of another with the same sockets. */
  void replace(Flow old, Flow fresh) {
    int i = slotOf(old);
    if (i >= 0) {
      slots[i] = fresh;
    }
  }

  private int slotOf(Flow flow) {
    int mask = slots.length - 1;
    for (int i = flow.hash & mask; slots[i] != null; i = (i + 1) & mask) {
      if (slots[i] == flow) {
        return i;
      }
    }
    return -1;
  }

  /** Moves later entries of the same run up, so that no look-up stops too early. */
  private void close(int hole) {
    int mask = slots.length - 1;
    int empty = hole;
    slots[empty] = null;
    for (int i = (empty + 1) & mask; ; i = (i + 1) & mask) {
      Flow flow = slots[i];
      if (flow == null) {
        return;
      }
      int home = flow.hash & mask;
      if (((i - home) & mask) >= ((i - empty) & mask)) {
        slots[empty] = flow;
        slots[i] = null;
        empty = i;
      }
    }
  }

  private void resize(int length) {
    Flow[] before = slots;
    slots = new Flow[length];
    for (Flow flow : before) {
      if (flow != null) {
        place(flow);
      }
    }
  }

  /** Each flow as of now. */
  void forEach(Consumer<Flow> each) {
    for (Flow flow : slots.clone()) {
      if (flow != null) {
        each.accept(flow);
      }
    }
  }
}

package naru.gateway.core.regex;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of a deterministic machine, made of all sets of places that a {@link Program} can be in
 * at once. Matching is one look-up a byte, whatever the expression and the text; what an expression
 * may cost is paid and bounded when it is read.
 */
final class Automaton {
  /** Most states; each costs two bytes for each class of bytes, at most 1 MiB together. */
  static final int MAX_STATES = 2000;

  private static final short DEAD = -1;

  private final byte[] classOf;
  private final int classes;
  private final short[] table;
  private final boolean[] ends;

  private Automaton(byte[] classOf, int classes, short[] table, boolean[] ends) {
    this.classOf = classOf;
    this.classes = classes;
    this.table = table;
    this.ends = ends;
  }

  /** Whether all of these bytes together match. */
  boolean matches(byte[] b, int offset, int length) {
    int state = 0;
    for (int i = offset; i < offset + length; i++) {
      state = table[state * classes + (classOf[b[i] & 0xff] & 0xff)];
      if (state == DEAD) {
        return false;
      }
    }
    return ends[state];
  }

  /**
   * Builds the table.
   *
   * @throws IllegalArgumentException if it would be too large
   */
  static Automaton of(Program.Step[] steps) {
    return new Builder(steps).build();
  }

  private static final class Builder {
    private final Program.Step[] steps;
    private final byte[] classOf = new byte[256];
    private final List<Integer> examples = new ArrayList<>();
    private final Map<BitSet, Integer> known = new HashMap<>();
    private final List<BitSet> states = new ArrayList<>();

    Builder(Program.Step[] steps) {
      this.steps = steps;
    }

    Automaton build() {
      findClasses();
      BitSet start = new BitSet();
      reach(0, start);
      numberOf(start);
      List<short[]> rows = new ArrayList<>();
      for (int s = 0; s < states.size(); s++) {
        rows.add(row(states.get(s)));
      }
      int classes = examples.size();
      short[] table = new short[rows.size() * classes];
      boolean[] ends = new boolean[rows.size()];
      for (int s = 0; s < rows.size(); s++) {
        System.arraycopy(rows.get(s), 0, table, s * classes, classes);
        ends[s] = states.get(s).get(steps.length - 1);
      }
      return new Automaton(classOf, classes, table, ends);
    }

    /** Bytes that no step tells apart are of one class. */
    private void findClasses() {
      List<ByteSet> sets = new ArrayList<>();
      for (Program.Step step : steps) {
        if (step instanceof Program.Step.Eat eat) {
          sets.add(eat.set());
        }
      }
      Map<BitSet, Integer> bySignature = new HashMap<>();
      for (int b = 0; b < 256; b++) {
        BitSet signature = new BitSet();
        for (int s = 0; s < sets.size(); s++) {
          signature.set(s, sets.get(s).has(b));
        }
        Integer number = bySignature.putIfAbsent(signature, examples.size());
        if (number == null) {
          number = examples.size();
          examples.add(b);
        }
        classOf[b] = number.byteValue();
      }
    }

    private short[] row(BitSet state) {
      short[] row = new short[examples.size()];
      for (int c = 0; c < row.length; c++) {
        BitSet after = new BitSet();
        int example = examples.get(c);
        for (int p = state.nextSetBit(0); p >= 0; p = state.nextSetBit(p + 1)) {
          if (steps[p] instanceof Program.Step.Eat eat && eat.set().has(example)) {
            reach(p + 1, after);
          }
        }
        row[c] = after.isEmpty() ? DEAD : (short) numberOf(after);
      }
      return row;
    }

    private int numberOf(BitSet state) {
      Integer number = known.get(state);
      if (number == null) {
        number = states.size();
        if (number >= MAX_STATES) {
          throw new IllegalArgumentException(
              "the regular expression needs more than " + MAX_STATES + " states");
        }
        known.put(state, number);
        states.add(state);
      }
      return number;
    }

    /** All places that can be reached from here without a byte. */
    private void reach(int from, BitSet all) {
      BitSet seen = new BitSet();
      List<Integer> open = new ArrayList<>(List.of(from));
      while (!open.isEmpty()) {
        int p = open.removeLast();
        if (seen.get(p)) {
          continue;
        }
        seen.set(p);
        switch (steps[p]) {
          case Program.Step.Split split -> {
            open.add(split.first());
            open.add(split.second());
          }
          case Program.Step.Go go -> open.add(go.to());
          case Program.Step.Note note -> open.add(p + 1);
          case Program.Step.Eat eat -> all.set(p);
          case Program.Step.End end -> all.set(p);
        }
      }
    }
  }
}

package naru.gateway.core.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds what the groups of an expression matched: all places of a {@link Program} at once, the
 * preferred first, each with its notes (Pike). Costs at most text times steps.
 */
final class Capture {
  private record Place(int step, int[] notes) {}

  private final Program.Step[] steps;
  private final int slots;

  Capture(Program.Step[] steps, int groups) {
    this.steps = steps;
    this.slots = 2 * (groups + 1);
  }

  /** Begin and end of each group, from 0 for the whole; -1 for one that took no part. */
  Optional<int[]> of(byte[] text) {
    int[] none = new int[slots];
    Arrays.fill(none, -1);
    List<Place> here = new ArrayList<>();
    reach(0, 0, none, here, new BitSet());
    for (int i = 0; i < text.length; i++) {
      List<Place> after = new ArrayList<>();
      BitSet seen = new BitSet();
      for (Place place : here) {
        boolean eats =
            steps[place.step()] instanceof Program.Step.Eat eat && eat.set().has(text[i] & 0xff);
        if (eats) {
          reach(place.step() + 1, i + 1, place.notes(), after, seen);
        }
      }
      here = after;
    }
    for (Place place : here) {
      if (steps[place.step()] instanceof Program.Step.End) {
        int[] notes = place.notes().clone();
        notes[0] = 0;
        notes[1] = text.length;
        return Optional.of(notes);
      }
    }
    return Optional.empty();
  }

  private void reach(int from, int at, int[] notes, List<Place> all, BitSet seen) {
    List<Place> open = new ArrayList<>(List.of(new Place(from, notes)));
    while (!open.isEmpty()) {
      Place place = open.removeLast();
      int p = place.step();
      if (seen.get(p)) {
        continue;
      }
      seen.set(p);
      switch (steps[p]) {
        case Program.Step.Split split -> {
          open.add(new Place(split.second(), place.notes()));
          open.add(new Place(split.first(), place.notes()));
        }
        case Program.Step.Go go -> open.add(new Place(go.to(), place.notes()));
        case Program.Step.Note note -> {
          int[] noted = place.notes().clone();
          noted[note.slot()] = at;
          open.add(new Place(p + 1, noted));
        }
        case Program.Step.Eat eat -> all.add(place);
        case Program.Step.End end -> all.add(place);
      }
    }
  }
}

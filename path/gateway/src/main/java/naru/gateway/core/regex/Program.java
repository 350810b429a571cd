package naru.gateway.core.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * An expression as steps of a machine that is in several places at once (Thompson 1968). A step
 * eats a byte, splits in two of which the first is preferred, notes where it is, or ends.
 */
final class Program {
  private static final int MAX_STEPS = 4000;

  /** A step; targets are indices of steps. */
  sealed interface Step {
    record Eat(ByteSet set) implements Step {}

    record Split(int first, int second) implements Step {}

    record Note(int slot) implements Step {}

    record Go(int to) implements Step {}

    record End() implements Step {}
  }

  private final List<Step> steps = new ArrayList<>();

  private Program() {}

  /**
   * Compiles it.
   *
   * @throws IllegalArgumentException if it is too long
   */
  static Step[] of(Node node) {
    Program program = new Program();
    program.write(node);
    program.add(new Step.End());
    return program.steps.toArray(Step[]::new);
  }

  private int add(Step step) {
    if (steps.size() >= MAX_STEPS) {
      throw new IllegalArgumentException("the regular expression repeats too much");
    }
    steps.add(step);
    return steps.size() - 1;
  }

  private void write(Node node) {
    switch (node) {
      case Node.One one -> add(new Step.Eat(one.set()));
      case Node.Sequence sequence -> sequence.parts().forEach(this::write);
      case Node.Choice choice -> choice(choice.parts());
      case Node.Repeat repeat -> repeat(repeat);
      case Node.Group group -> {
        add(new Step.Note(2 * group.number()));
        write(group.part());
        add(new Step.Note(2 * group.number() + 1));
      }
    }
  }

  private void choice(List<Node> parts) {
    List<Integer> exits = new ArrayList<>();
    for (int i = 0; i < parts.size() - 1; i++) {
      int split = add(new Step.Go(0));
      write(parts.get(i));
      exits.add(add(new Step.Go(0)));
      steps.set(split, new Step.Split(split + 1, steps.size()));
    }
    write(parts.getLast());
    exits.forEach(e -> steps.set(e, new Step.Go(steps.size())));
  }

  private void repeat(Node.Repeat repeat) {
    for (int i = 0; i < repeat.least(); i++) {
      write(repeat.part());
    }
    if (repeat.most() < 0) {
      int split = add(new Step.Go(0));
      write(repeat.part());
      add(new Step.Go(split));
      steps.set(split, new Step.Split(split + 1, steps.size()));
      return;
    }
    List<Integer> splits = new ArrayList<>();
    for (int i = repeat.least(); i < repeat.most(); i++) {
      splits.add(add(new Step.Go(0)));
      write(repeat.part());
    }
    splits.forEach(s -> steps.set(s, new Step.Split(s + 1, steps.size())));
  }
}

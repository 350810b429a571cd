package naru.testkit.drill;

import java.util.List;
import java.util.Optional;
import naru.testkit.drill.Subject.Departure;
import org.jspecify.annotations.Nullable;

/**
 * Plays a script against a subject; throws a {@link Mismatch} where the subject differs.
 *
 * <p>A packet that leaves while the script expects none is a mismatch too, also at the end.
 */
public final class Dialogue {
  private static final long MILLI = 1_000_000;

  private final Script script;
  private final Subject subject;
  private final Flows flows = new Flows();
  private final PacketMaker maker;
  private final PacketReader reader;
  private final Conversation conversation = new Conversation();
  private long last;

  private Dialogue(Script script, Subject subject) {
    this.script = script;
    this.subject = subject;
    this.maker = new PacketMaker(script.addresses(), flows);
    this.reader = new PacketReader(script.addresses());
  }

  /** Plays all steps. The subject is fresh, and is closed by whoever made it. */
  public static void play(Script script, Subject subject) {
    Dialogue dialogue = new Dialogue(script, subject);
    script.steps().forEach(dialogue::step);
    dialogue.silence(script.steps().getLast(), dialogue.last);
  }

  private void step(Step step) {
    When when = step.when().since(last);
    switch (step) {
      case Step.Leaves s -> leaves(s, when);
      case Step.Quiet s -> silence(s, when.from());
      case Step.Arrives s -> {
        silence(s, when.from());
        subject.arrive(maker.segment(s.packet()));
      }
      case Step.ErrorArrives s -> {
        silence(s, when.from());
        subject.arrive(maker.error(s.error()));
      }
      case Step.Asks s -> {
        silence(s, when.from());
        asks(s);
      }
    }
    if (!(step instanceof Step.Leaves)) {
      last = subject.now();
    }
    conversation.held(step, last);
  }

  private void asks(Step.Asks step) {
    Outcome outcome = subject.call(step.call());
    if (!step.expected().matches(outcome)) {
      throw broken(step, subject.now(), "= " + outcome);
    }
  }

  private void leaves(Step.Leaves step, When when) {
    long tolerance = subject.toleranceNanos(when.to() - last);
    Left left = next(when.to() + tolerance);
    if (left == null) {
      throw broken(step, subject.now(), "nothing left");
    }
    Flow flow = flows.leaving(step.packet().ports(), left.segment);
    long slack = subject.toleranceNanos(left.at) / MILLI + 1;
    List<String> differences = PacketCheck.differences(step.packet(), left.segment, flow, slack);
    if (!differences.isEmpty()) {
      throw broken(step, left.at, left.text() + "  (" + String.join("; ", differences) + ")");
    }
    if (left.at < when.from() - tolerance) {
      throw broken(step, left.at, left.text() + "  (too early)");
    }
    last = left.at;
  }

  /** Nothing leaves until the time given. */
  private void silence(Step step, long until) {
    Left left = next(until);
    if (left != null) {
      throw broken(step, left.at, left.text() + "  (not expected)");
    }
  }

  private @Nullable Left next(long until) {
    while (true) {
      Optional<Departure> departure = subject.depart(until);
      if (departure.isEmpty()) {
        return null;
      }
      Optional<Segment> segment = reader.segment(departure.get().packet());
      if (segment.isPresent()) {
        return new Left(departure.get().at(), segment.get(), flows.of(segment.get()));
      }
    }
  }

  private Mismatch broken(Step step, long at, String instead) {
    return conversation.broken(script.name(), step, at, instead);
  }

  private record Left(long at, Segment segment, Flow flow) {
    String text() {
      return PacketPrinter.text(segment, flow);
    }
  }
}

package naru.app.config.problem;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import naru.app.text.Text;
import naru.base.FailureException;
import naru.base.Place;
import org.jspecify.annotations.Nullable;

/**
 * What a good config asks for and cannot be had at this moment, such as a port that is taken or a
 * folder that is not there, and where it asks for it.
 */
public final class Inapplicable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ConfigCode code;
  private final transient Place place;
  private final FailureException failure;
  private final transient @Nullable Text help;

  private Inapplicable(
      ConfigCode code, Place place, FailureException failure, @Nullable Text help) {
    super(failure);
    this.code = code;
    this.place = place;
    this.failure = failure;
    this.help = help;
  }

  /** A listener that cannot be opened. */
  public static Inapplicable listener(Place place, FailureException cause) {
    return new Inapplicable(ConfigCode.CANNOT_LISTEN, place, cause, null);
  }

  /** Anything else. */
  public static Inapplicable at(Place place, FailureException cause) {
    return new Inapplicable(ConfigCode.CANNOT_APPLY, place, cause, null);
  }

  /** What a step gives; its failure is one of what stands at this place. */
  public static <T> T at(Place place, Supplier<T> step) {
    try {
      return step.get();
    } catch (FailureException e) {
      throw at(place, e);
    }
  }

  /** The same with how to put it right. */
  public Inapplicable helped(Text how) {
    return new Inapplicable(code, place, failure, how);
  }

  /** Why it cannot be had. */
  public FailureException failure() {
    return failure;
  }

  /** Whether a listener cannot be opened. */
  public boolean isListener() {
    return code == ConfigCode.CANNOT_LISTEN;
  }

  /** As a report tells it. */
  public Problem problem() {
    List<Text> why = List.of(Text.same(failure.failure().detail()));
    return new Problem(code, place, 1, why, Optional.ofNullable(help));
  }
}

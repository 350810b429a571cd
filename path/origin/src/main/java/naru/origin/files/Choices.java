package naru.origin.files;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for a file lately: the browsers of a kind all say the same of the codings that
 * they take, so that it need not be read at each hit. At most {@value #KEPT} wordings are kept, of
 * at most {@value #LONGEST} signs, and none for a file where there is nothing to choose.
 * Thread-safe; who comes at the same time decides twice.
 */
final class Choices {
  /** A power of two. */
  static final int KEPT = 8;

  static final int LONGEST = 128;

  /** What a wording costs with what was decided for it, roughly. */
  private static final long MADE_BYTES = 512;

  private record Made(String accepted, Choice choice) {}

  private final AtomicReferenceArray<@Nullable Made> made = new AtomicReferenceArray<>(KEPT);

  /** What all of them may come to occupy for a file. */
  static long mostBytes(Resource resource) {
    return resource.hasSiblings() ? KEPT * MADE_BYTES : 0;
  }

  /** How many wordings are kept now. */
  int size() {
    int size = 0;
    for (int i = 0; i < KEPT; i++) {
      size += made.getAcquire(i) == null ? 0 : 1;
    }
    return size;
  }

  /** The choice for what a client accepts. */
  Choice of(String accepted, Resource resource) {
    if (!resource.hasSiblings()) {
      return Choice.PLAIN;
    }
    int hash = accepted.hashCode();
    int at = (hash ^ hash >>> 16) & KEPT - 1;
    Made before = made.getAcquire(at);
    if (before != null && before.accepted().equals(accepted)) {
      return before.choice();
    }
    Choice choice = Choice.of(accepted, resource);
    if (accepted.length() <= LONGEST) {
      made.setRelease(at, new Made(accepted, choice));
    }
    return choice;
  }
}

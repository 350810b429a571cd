package naru.origin.core;

import java.util.List;

/** What came of reading something that a client wrote: a value, or every flaw found in it. */
public sealed interface Reading<T> {
  /** It makes sense. */
  record Sound<T>(T value) implements Reading<T> {}

  /** It does not; at least one flaw. */
  record Flawed<T>(List<Problem.Flaw> flaws) implements Reading<T> {
    public Flawed {
      flaws = List.copyOf(flaws);
    }
  }
}

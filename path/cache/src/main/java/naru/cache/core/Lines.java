package naru.cache.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The field lines of a message, in order and immutable.
 *
 * <p>Only what stores or judges a response builds one; an answer from the store needs none.
 */
public final class Lines implements Iterable<Line> {
  private static final Lines NONE = new Lines(List.of());

  private final List<Line> lines;

  private Lines(List<Line> lines) {
    this.lines = lines;
  }

  public static Lines of(Collection<Line> lines) {
    return new Lines(List.copyOf(lines));
  }

  /** Names and values by turns. */
  public static Lines of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value");
    }
    List<Line> lines = new ArrayList<>(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      lines.add(new Line(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Lines(List.copyOf(lines));
  }

  public static Lines none() {
    return NONE;
  }

  public boolean has(String name) {
    return lines.stream().anyMatch(f -> f.is(name));
  }

  /** The value of the first line of that name. */
  public Optional<String> first(String name) {
    return lines.stream().filter(f -> f.is(name)).map(Line::value).findFirst();
  }

  /** The values of all lines of that name, in order. */
  public List<String> all(String name) {
    return lines.stream().filter(f -> f.is(name)).map(Line::value).toList();
  }

  /** The members of a list-valued field over all its lines. RFC 9110 section 5.6.1. */
  public List<String> members(String name) {
    return ListSyntax.members(all(name));
  }

  /** The same without the named ones. */
  public Lines without(Collection<String> names) {
    return of(lines.stream().filter(f -> names.stream().noneMatch(f::is)).toList());
  }

  /** The same with more lines at the end. */
  public Lines plus(Lines more) {
    List<Line> all = new ArrayList<>(lines);
    all.addAll(more.lines);
    return of(all);
  }

  /** The names, lower-case, each once. */
  public List<String> names() {
    return lines.stream().map(f -> Ascii.lower(f.name())).distinct().toList();
  }

  public int size() {
    return lines.size();
  }

  @Override
  public Iterator<Line> iterator() {
    return lines.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lines that && lines.equals(that.lines);
  }

  @Override
  public int hashCode() {
    return lines.hashCode();
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}

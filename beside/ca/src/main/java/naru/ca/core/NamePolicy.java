package naru.ca.core;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import naru.base.DomainPattern;

/**
 * For which names the CA signs.
 *
 * <p>A wildcard pattern covers DNS names only; an address has to be written out, because nobody
 * means addresses by {@code *}.
 */
public final class NamePolicy {
  private final Predicate<SubjectName> allowed;
  private final String described;

  private NamePolicy(Predicate<SubjectName> allowed, String described) {
    this.allowed = allowed;
    this.described = described;
  }

  /** The names that at least one pattern covers. */
  public static NamePolicy of(List<DomainPattern> patterns) {
    List<DomainPattern> all = List.copyOf(patterns);
    return new NamePolicy(
        name -> all.stream().anyMatch(pattern -> covers(pattern, name)),
        all.stream().map(DomainPattern::toString).collect(Collectors.joining(", ")));
  }

  /**
   * The names that somebody else decides on.
   *
   * @param described what they are, for the message of a refusal
   */
  public static NamePolicy of(Predicate<String> covered, String described) {
    return new NamePolicy(name -> covered.test(name.text()), described);
  }

  public boolean allows(SubjectName name) {
    return allowed.test(name);
  }

  /** The allowed names in words, such as {@code *.naru.test, 127.0.0.1}. */
  public String described() {
    return described;
  }

  private static boolean covers(DomainPattern pattern, SubjectName name) {
    if (!name.address()) {
      return pattern.matches(name.text());
    }
    return pattern.isExact()
        && SubjectName.parse(pattern.toString()).filter(name::equals).isPresent();
  }
}

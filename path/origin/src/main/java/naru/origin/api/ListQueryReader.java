package naru.origin.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.origin.core.Problem.Flaw;
import naru.origin.core.Reading;

/** Reads the query of a list, and finds every flaw in one go. Unknown parameters are flaws. */
final class ListQueryReader {
  private static final Set<String> KNOWN =
      Set.of("pageSize", "pageToken", "sort", "q", "category", "minPrice", "maxPrice");

  private final Map<String, String> values;
  private final List<Flaw> flaws = new ArrayList<>();

  private ListQueryReader(Map<String, String> values) {
    this.values = values;
  }

  static Reading<ListQuery> read(String query) {
    return switch (QueryText.parse(query)) {
      case Reading.Flawed<Map<String, String>>(List<Flaw> flaws) -> new Reading.Flawed<>(flaws);
      case Reading.Sound<Map<String, String>>(Map<String, String> values) ->
          new ListQueryReader(values).read();
    };
  }

  private Reading<ListQuery> read() {
    values.keySet().stream().filter(n -> !KNOWN.contains(n)).forEach(n -> flaw(n, "is not known"));
    int pageSize =
        (int)
            number("pageSize", 1, ListQuery.MOST_PAGE_SIZE)
                .orElse((long) ListQuery.DEFAULT_PAGE_SIZE)
                .longValue();
    Sort sort = sort();
    Map<String, String> filter = filter();
    Optional<PageToken> after = after(filter, sort);
    return flaws.isEmpty()
        ? new Reading.Sound<>(new ListQuery(pageSize, after, sort, filter))
        : new Reading.Flawed<>(flaws);
  }

  private Sort sort() {
    Optional<Sort> sort = Sort.of(values.getOrDefault("sort", Sort.CREATED.text()));
    if (sort.isEmpty()) {
      flaw("sort", "must be created, name or price, with '-' in front for the reverse");
    }
    return sort.orElse(Sort.CREATED);
  }

  private Map<String, String> filter() {
    Map<String, String> filter = new LinkedHashMap<>();
    ListQuery.FILTERS.forEach(
        name -> {
          if (values.containsKey(name)) {
            filter.put(name, values.getOrDefault(name, ""));
          }
        });
    if (values.getOrDefault("q", "").length() > ListQuery.MOST_Q_CHARS) {
      flaw("q", "must have at most " + ListQuery.MOST_Q_CHARS + " characters");
    }
    if (values.containsKey("category") && !DraftReader.isCategory(values.get("category"))) {
      flaw("category", "must be lower-case letters, digits and hyphens");
    }
    Optional<Long> least = number("minPrice", 0, ProductDraft.MOST_PRICE);
    Optional<Long> most = number("maxPrice", 0, ProductDraft.MOST_PRICE);
    if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
      flaw("minPrice", "must not be more than maxPrice");
    }
    return filter;
  }

  private Optional<PageToken> after(Map<String, String> filter, Sort sort) {
    String token = values.get("pageToken");
    if (token == null) {
      return Optional.empty();
    }
    Optional<PageToken> after = PageToken.parse(token, ListQuery.identity(filter, sort), sort);
    if (after.isEmpty()) {
      flaw("pageToken", "was not given for a list with this filter and order");
    }
    return after;
  }

  private Optional<Long> number(String name, long least, long most) {
    String text = values.get(name);
    if (text == null) {
      return Optional.empty();
    }
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    flaw(name, "must be a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  private void flaw(String name, String detail) {
    flaws.add(new Flaw("?" + name, detail));
  }
}

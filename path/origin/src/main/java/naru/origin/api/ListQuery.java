package naru.origin.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a list is asked for.
 *
 * @param pageSize 1 to {@link #MOST_PAGE_SIZE}
 * @param after where the page begins; empty for the first
 * @param filter what stands in the query besides the page, by name
 */
record ListQuery(int pageSize, Optional<PageToken> after, Sort sort, Map<String, String> filter) {
  static final int MOST_PAGE_SIZE = 100;
  static final int DEFAULT_PAGE_SIZE = 20;
  static final int MOST_Q_CHARS = 100;
  static final List<String> FILTERS = List.of("q", "category", "minPrice", "maxPrice");

  /** Says whether a token belongs to this list. */
  int identity() {
    return identity(filter, sort);
  }

  static int identity(Map<String, String> filter, Sort sort) {
    return FILTERS.stream().map(f -> filter.getOrDefault(f, "\n")).toList().hashCode() * 31
        + sort.text().hashCode();
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(filter.get(name));
  }

  Optional<Long> number(String name) {
    return text(name).map(Long::valueOf);
  }

  /** The query of the page that begins with a token. */
  String next(PageToken token) {
    Map<String, String> values = new LinkedHashMap<>(filter);
    values.put("sort", sort.text());
    values.put("pageSize", String.valueOf(pageSize));
    values.put("pageToken", token.toString());
    return QueryText.write(values);
  }
}

package naru.journey.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.journey.Home;

/** What JOURNEY.md says: its tables, and the names in backticks. */
record Page(String text) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  static Page read() {
    return new Page(Home.text("JOURNEY.md"));
  }

  /** The rows of the table under a heading, each a list of cells, without the head of the table. */
  List<List<String>> table(String heading) {
    int begin = text.indexOf("## " + heading);
    int end = text.indexOf("\n## ", begin + 1);
    String section = text.substring(begin, end < 0 ? text.length() : end);
    List<List<String>> rows = new ArrayList<>();
    section
        .lines()
        .filter(l -> l.startsWith("| "))
        .skip(1)
        .forEach(
            l -> rows.add(Arrays.stream(l.substring(1).split("\\|")).map(String::trim).toList()));
    return rows;
  }

  /** Every name of a class of Naru. */
  Set<String> classes() {
    return named("naru(\\.[a-z]+)+\\.[A-Z]\\w*");
  }

  /** Every {@code LayerEvent.Kind}. */
  Set<String> events() {
    return named("[A-Z]\\w*Event\\.[A-Z]\\w*");
  }

  private Set<String> named(String shape) {
    Set<String> names = new TreeSet<>();
    code(text).stream().filter(c -> c.matches(shape)).forEach(names::add);
    return names;
  }

  /** What stands in backticks. */
  static List<String> code(String cell) {
    List<String> found = new ArrayList<>();
    Matcher matcher = CODE.matcher(cell);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}

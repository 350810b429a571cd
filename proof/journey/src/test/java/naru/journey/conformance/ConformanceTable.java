package naru.journey.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import naru.testkit.drill.Script;
import naru.testkit.drill.Script.Clause;
import naru.testkit.drill.Script.Note;

/** What the scripts say of themselves, as the page docs/conformance.md. */
final class ConformanceTable {
  private static final String HEAD =
      """
      # Conformance

      Each row is a rule of an RFC, in our words, and a packet dialogue that holds Naru's stack to it: %d dialogues,
      %d rules, %d RFCs. They are in [below/stack/src/test/resources/naru/stack/drill](../below/stack/src/test/resources/naru/stack/drill);
      `DrillTest` plays them in virtual time, where nothing may be early or late by a nanosecond unless the rule leaves
      room. `KernelConformanceInteropTest` plays the same files on the Linux kernel through a TUN device
      (`./naru test --interop`): %d hold there too. Where the kernel does otherwise, the row says why.

      This page is made from the scripts. A test compares; to write it anew:
      `mvn test -pl proof/journey -am -Dtest=ConformancePageTest -Dsurefire.failIfNoSpecifiedTests=false -Dnaru.conformance.write=true`
      """;

  private record Row(Clause clause, Script script) {}

  private ConformanceTable() {}

  static String of(List<Script> scripts) {
    List<Row> rows = new ArrayList<>();
    scripts.forEach(s -> s.clauses().forEach(c -> rows.add(new Row(c, s))));
    rows.sort(
        Comparator.comparingInt((Row r) -> r.clause.rfc())
            .thenComparing(r -> order(r.clause.section()))
            .thenComparing(r -> r.script.name()));
    StringBuilder page = new StringBuilder(head(scripts, rows));
    int rfc = 0;
    for (Row row : rows) {
      if (row.clause.rfc() != rfc) {
        rfc = row.clause.rfc();
        page.append("\n## RFC ").append(rfc).append("\n\n");
        page.append("| section | rule | dialogue | Naru | Linux |\n|---|---|---|---|---|\n");
      }
      page.append(line(row));
    }
    return page.toString();
  }

  private static String head(List<Script> scripts, List<Row> rows) {
    long rfcs = rows.stream().map(r -> r.clause.rfc()).distinct().count();
    long same = scripts.stream().filter(s -> s.note("linux").isEmpty()).count();
    return String.format(Locale.ROOT, HEAD, scripts.size(), rows.size(), rfcs, same);
  }

  private static String line(Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s |%n",
        row.clause.section(),
        row.clause.text(),
        row.script.name(),
        row.script.note("naru").map(ConformanceTable::text).orElse("holds"),
        row.script.note("linux").map(ConformanceTable::text).orElse("holds"));
  }

  private static String text(Note note) {
    return switch (note.kind()) {
      case DIFFERS -> "differs: " + note.reason();
      case SKIPPED -> "not played: " + note.reason();
    };
  }

  /** Numbers of a section in the order of numbers, not of digits. */
  private static String order(String section) {
    StringBuilder order = new StringBuilder();
    for (String part : section.split("\\.")) {
      order.append(part.length() < 3 ? "0".repeat(3 - part.length()) + part : part).append('.');
    }
    return order.toString();
  }
}

package naru.app.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import naru.app.text.Cells;
import naru.app.text.Folding;
import naru.app.text.Nearest;
import naru.base.Code;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/**
 * {@code naru explain}: what a code or a reason id means, and what to do about it. Every answer
 * that Naru makes itself, every failed try and every refusal carries one.
 */
@picocli.CommandLine.Command(name = "explain")
public final class ExplainCommand implements Command {
  @Parameters(index = "0", arity = "0..1", paramLabel = "CODE", descriptionKey = "explain.what")
  private @Nullable String what;

  @Override
  public int run(Terminal terminal) {
    Reasons reasons = Reasons.in(terminal.language());
    String asked = what;
    if (asked == null) {
      return list(Arrays.asList(Code.values()), reasons, terminal);
    }
    List<Code> found = matching(asked);
    if (found.isEmpty()) {
      terminal.tell("explain.unknown", asked);
      nearest(asked).ifPresent(near -> terminal.tell("usage.meant", near));
      return Code.ADMIN_NOT_FOUND.exit();
    }
    if (found.size() > 1) {
      return list(found, reasons, terminal);
    }
    one(found.getFirst(), reasons, terminal);
    return Exit.OK;
  }

  /** A number, a whole reason id, or the beginning of one up to a dot. */
  private static List<Code> matching(String asked) {
    String word = asked.toLowerCase(Locale.ROOT);
    List<Code> exact =
        Arrays.stream(Code.values())
            .filter(c -> c.number().equalsIgnoreCase(word) || c.reason().equals(word))
            .toList();
    return exact.isEmpty()
        ? Arrays.stream(Code.values()).filter(c -> c.reason().startsWith(word + ".")).toList()
        : exact;
  }

  private static Optional<String> nearest(String asked) {
    return Nearest.to(
        asked,
        Arrays.stream(Code.values()).flatMap(c -> Stream.of(c.reason(), c.number())).toList());
  }

  private static int list(List<Code> codes, Reasons reasons, Terminal terminal) {
    if (terminal.look().json()) {
      terminal.json(
          Map.of(
              "schema",
              "naru.reasons/1",
              "reasons",
              codes.stream().map(c -> json(c, reasons)).toList()));
      return Exit.OK;
    }
    int widest = codes.stream().mapToInt(c -> Cells.of(c.reason())).max().orElse(0);
    for (Code code : codes) {
      String gap = " ".repeat(widest - Cells.of(code.reason()) + 2);
      terminal.out().println(code.number() + "  " + code.reason() + gap + code.status());
    }
    return Exit.OK;
  }

  private static void one(Code code, Reasons reasons, Terminal terminal) {
    if (terminal.look().json()) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("schema", "naru.reason/1");
      out.putAll(json(code, reasons));
      terminal.json(out);
      return;
    }
    terminal.out().println(code.number() + " " + code.reason());
    paragraph(reasons.means(code), terminal);
    paragraph(reasons.remedy(code), terminal);
    terminal.print("explain.numbers", "" + code.status(), "" + code.exit());
  }

  private static void paragraph(String text, Terminal terminal) {
    Folding.of(text, terminal.columns() - 2).forEach(line -> terminal.out().println("  " + line));
  }

  private static Map<String, Object> json(Code code, Reasons reasons) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("code", code.number());
    out.put("reason", code.reason());
    out.put("status", code.status());
    out.put("exit", code.exit());
    out.put("means", reasons.means(code));
    out.put("remedy", reasons.remedy(code));
    return out;
  }
}

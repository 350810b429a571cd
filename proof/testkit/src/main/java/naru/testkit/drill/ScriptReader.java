package naru.testkit.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a script line by line; the grammar is told in the package's description. */
public final class ScriptReader {
  private static final Pattern CLAUSE =
      Pattern.compile("// RFC (\\d+) (?:s\\. )?([0-9A-Z][0-9A-Z.]*): (.+)");
  private static final Pattern NOTE = Pattern.compile("// (linux|naru): (differs|skipped): (.+)");
  private static final Pattern SETTING = Pattern.compile("--([a-z0-9_.]+)=(\\S+)");

  private final List<Script.Clause> clauses = new ArrayList<>();
  private final Map<String, Script.Note> notes = new TreeMap<>();
  private final Map<String, String> settings = new TreeMap<>();
  private final List<Step> steps = new ArrayList<>();

  private ScriptReader() {}

  /** The script in the text of a file; throws {@link Malformed} naming the line. */
  public static Script read(String name, String text) {
    ScriptReader reader = new ScriptReader();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        reader.line(number, line.strip());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        Malformed malformed = new Malformed(name + ":" + number + ": " + e.getMessage());
        malformed.initCause(e);
        throw malformed;
      }
    }
    if (reader.clauses.isEmpty()) {
      throw new Malformed(name + ": no line like // RFC 9293 s. 3.5: text");
    }
    return reader.script(name);
  }

  private Script script(String name) {
    return new Script(
        name, List.copyOf(clauses), Map.copyOf(notes), Map.copyOf(settings), List.copyOf(steps));
  }

  private void line(int number, String line) {
    Matcher setting = SETTING.matcher(line);
    if (line.startsWith("//")) {
      comment(line);
    } else if (setting.matches()) {
      settings.put(setting.group(1), setting.group(2));
    } else if (!line.isEmpty()) {
      int comment = line.indexOf("//");
      String text = comment < 0 ? line : line.substring(0, comment).strip();
      steps.add(step(new Step.Source(number, text)));
    }
  }

  private void comment(String line) {
    Matcher clause = CLAUSE.matcher(line);
    Matcher note = NOTE.matcher(line);
    if (clause.matches()) {
      clauses.add(
          new Script.Clause(Integer.parseInt(clause.group(1)), clause.group(2), clause.group(3)));
    } else if (note.matches()) {
      Script.Note.Kind kind = Script.Note.Kind.valueOf(note.group(2).toUpperCase(Locale.ROOT));
      notes.put(note.group(1), new Script.Note(kind, note.group(3)));
    } else if (line.startsWith("// RFC") || line.startsWith("// linux:")) {
      throw new Malformed("a header that cannot be read: " + line);
    }
  }

  private static Step step(Step.Source source) {
    Words words = new Words(source.text());
    When when = When.parse(words.word());
    if (words.take("quiet")) {
      return new Step.Quiet(source, when);
    }
    if (words.take(">")) {
      return new Step.Leaves(source, when, PacketTextReader.packet(words));
    }
    if (!words.take("<")) {
      return CallReader.step(source, when, words.rest());
    }
    return words.take("icmp")
        ? new Step.ErrorArrives(source, when, PacketTextReader.error(words))
        : new Step.Arrives(source, when, PacketTextReader.packet(words));
  }
}

package naru.bench.subject;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import naru.bench.machine.Trouble;

/**
 * A file of the resources with {@code ${name}} in it.
 *
 * <p>A line with <code>${i}</code> stands for {@value #REPEATED} lines, with the numbers from 1 on.
 */
final class Template {
  static final int REPEATED = 100;

  private static final Pattern HOLE = Pattern.compile("\\$\\{(\\w+)}");
  private static final String NUMBER = "${i}";

  private final String text;

  private Template(String text) {
    this.text = text;
  }

  static Template of(String text) {
    return new Template(text);
  }

  /**
   * @param name below {@code naru/bench} in the resources
   */
  static Template named(String name) {
    try (InputStream in = Template.class.getResourceAsStream("/naru/bench/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String fill(Map<String, String> values) {
    return text.lines()
        .flatMap(
            line ->
                line.contains(NUMBER)
                    ? IntStream.rangeClosed(1, REPEATED)
                        .mapToObj(i -> line.replace(NUMBER, Integer.toString(i)))
                    : Stream.of(line))
        .map(line -> line(line, values))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(String line, Map<String, String> values) {
    return HOLE.matcher(line)
        .replaceAll(hole -> Matcher.quoteReplacement(value(hole.group(1), values)));
  }

  private static String value(String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      throw Trouble.because("a template wants ${" + name + "}, which nothing gives");
    }
    return value;
  }
}

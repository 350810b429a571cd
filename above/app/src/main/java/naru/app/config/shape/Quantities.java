package naru.app.config.shape;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Numbers with units, each within a range that is part of its description. */
public final class Quantities {
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of(
          "B",
          1L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40,
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "TB",
          1_000_000_000_000L);

  private static final Map<String, Long> BITS =
      Map.of("bit", 1L, "Kbit", 1_000L, "Mbit", 1_000_000L, "Gbit", 1_000_000_000L);

  private static final String RATE = "[0-9]+(bit|Kbit|Mbit|Gbit)";
  private static final String DURATION = "[0-9]+(ms|s|m|h|d)";
  private static final String SIZE = "[0-9]+(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)";
  private static final String PERCENT = "[0-9]+(\\.[0-9]+)?%";
  private static final Pattern UNIT = Pattern.compile("([0-9]{1,15})([A-Za-z]+)");

  private Quantities() {}

  /** {@code 300ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 30d}. */
  public static Scalar<Duration> duration(String least, String most) {
    Text noun =
        Text.of("a duration such as 300ms, 5s, 10m, 1h or 30d", "기간 (예: 300ms, 5s, 10m, 1h, 30d)");
    return ranged(
        new Kind<Duration>(ConfigCode.BAD_DURATION, noun, "s", Quantities::durationOf),
        least,
        most,
        DURATION);
  }

  /** {@code 64KiB} (1024s), {@code 1GB} (1000s); read as bytes. */
  public static Scalar<Long> size(String least, String most) {
    Text noun = Text.of("a size such as 64KiB, 256MiB or 1GB", "크기 (예: 64KiB, 256MiB, 1GB)");
    return ranged(
        new Kind<Long>(ConfigCode.BAD_SIZE, noun, "KiB", text -> units(text, BYTES)),
        least,
        most,
        SIZE);
  }

  /** {@code 10Mbit} a second; read as bits. */
  public static Scalar<Long> rate(String least, String most) {
    Text noun =
        Text.of("a rate such as 512Kbit, 10Mbit or 1Gbit", "속도 (예: 512Kbit, 10Mbit, 1Gbit)");
    return ranged(
        new Kind<Long>(ConfigCode.BAD_RATE, noun, "Mbit", text -> units(text, BITS)),
        least,
        most,
        RATE);
  }

  /** {@code 100%}, {@code 0.5%}; read as 0 to 100. */
  public static Scalar<Double> percent() {
    Text noun = Text.of("a percentage such as 20%", "백분율 (예: 20%)");
    return ranged(
        new Kind<Double>(ConfigCode.BAD_PERCENT, noun, "%", Quantities::percentOf),
        "0%",
        "100%",
        PERCENT);
  }

  /** A whole number. */
  public static Scalar<Integer> number(int least, int most) {
    Text noun =
        Text.of("a whole number from {0} to {1}", "{0}에서 {1} 사이의 정수")
            .with(Integer.toString(least), Integer.toString(most));
    Kind<Integer> kind = new Kind<>(ConfigCode.BAD_NUMBER, noun, "", Quantities::numberOf);
    Map<String, Object> schema = Map.of("type", "integer", "minimum", least, "maximum", most);
    return Scalar.of(
        noun,
        schema,
        (text, node, reading) -> {
          if (!node.isPlain()) {
            Text found = Text.same("\"" + Excerpt.of(text) + "\"");
            reading.report(ConfigCode.WRONG_TYPE, node, noun, found);
            return Optional.empty();
          }
          return kind.parse(text, node, reading)
              .filter(within(Integer.toString(least), Integer.toString(most), kind, node, reading));
        });
  }

  /** A kind of quantity; {@code unit} is what a bare number most likely lacks. */
  private record Kind<T extends Comparable<T>>(
      ConfigCode code, Text noun, String unit, Function<String, T> read) {
    Optional<T> parse(String text, ScalarNode node, Reading reading) {
      try {
        return Optional.of(read.apply(text));
      } catch (ArithmeticException | IllegalArgumentException e) {
        boolean bare = !unit.isEmpty() && text.matches("[0-9]{1,15}");
        Optional<Text> help = bare ? Optional.of(Advice.meant(text + unit)) : Optional.empty();
        reading.report(code, reading.place(node), help, Text.same(Excerpt.of(text)), noun);
        return Optional.empty();
      }
    }
  }

  private static <T extends Comparable<T>> Scalar<T> ranged(
      Kind<T> kind, String least, String most, String pattern) {
    Map<String, Object> schema =
        Map.of(
            "type",
            "string",
            "pattern",
            "^" + pattern + "$",
            "x-minimum",
            least,
            "x-maximum",
            most);
    return Scalar.of(
        kind.noun(),
        schema,
        (text, node, reading) ->
            kind.parse(text, node, reading).filter(within(least, most, kind, node, reading)));
  }

  private static <T extends Comparable<T>> Predicate<T> within(
      String least, String most, Kind<T> kind, ScalarNode node, Reading reading) {
    T low = kind.read().apply(least);
    T high = kind.read().apply(most);
    return value -> {
      boolean inside = value.compareTo(low) >= 0 && value.compareTo(high) <= 0;
      if (!inside) {
        Text shown = Text.same(Excerpt.of(node.getValue()));
        reading.report(ConfigCode.OUT_OF_RANGE, node, shown, Text.same(least), Text.same(most));
      }
      return inside;
    };
  }

  private static Duration durationOf(String text) {
    return Duration.ofMillis(units(text, MILLIS));
  }

  private static Long units(String text, Map<String, Long> units) {
    Matcher matcher = UNIT.matcher(text);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      throw new IllegalArgumentException(text);
    }
    return Math.multiplyExact(
        Long.parseLong(matcher.group(1)), units.getOrDefault(matcher.group(2), 1L));
  }

  private static Double percentOf(String text) {
    if (text.length() > 20 || !text.matches(PERCENT)) {
      throw new IllegalArgumentException(text);
    }
    return Double.valueOf(text.substring(0, text.length() - 1));
  }

  private static Integer numberOf(String text) {
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException(text);
    }
    return Math.clamp(Long.parseLong(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }
}

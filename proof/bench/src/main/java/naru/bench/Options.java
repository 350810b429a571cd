package naru.bench;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import naru.bench.machine.Trouble;

/**
 * The command line.
 *
 * @param json whether the report is JSON
 * @param rounds how often each case visits each subject
 * @param seconds how long each visit is
 */
record Options(Benchmark benchmark, boolean json, int rounds, int seconds) {
  static final String USAGE =
      "usage: naru bench "
          + Arrays.stream(Benchmark.values()).map(Options::word).collect(Collectors.joining("|"))
          + " [--json] [--rounds N (3 to 20)] [--seconds N (1 to 60)]";

  private static final int ROUNDS = 3;
  private static final int MOST_ROUNDS = 20;
  private static final int SECONDS = 3;
  private static final int MOST_SECONDS = 60;

  static Options parse(List<String> words) {
    if (words.isEmpty()) {
      throw Trouble.because(USAGE);
    }
    Options options = new Options(benchmark(words.getFirst()), false, ROUNDS, SECONDS);
    Iterator<String> rest = words.subList(1, words.size()).iterator();
    while (rest.hasNext()) {
      options = options.with(rest.next(), rest);
    }
    return options;
  }

  private Options with(String word, Iterator<String> rest) {
    return switch (word) {
      case "--json" -> new Options(benchmark, true, rounds, seconds);
      case "--rounds" ->
          new Options(benchmark, json, number(word, rest, ROUNDS, MOST_ROUNDS), seconds);
      case "--seconds" -> new Options(benchmark, json, rounds, number(word, rest, 1, MOST_SECONDS));
      default -> throw Trouble.because("unknown option '" + word + "'\n" + USAGE);
    };
  }

  private static Benchmark benchmark(String name) {
    return Arrays.stream(Benchmark.values())
        .filter(benchmark -> word(benchmark).equals(name))
        .findFirst()
        .orElseThrow(() -> Trouble.because("no benchmark '" + name + "'\n" + USAGE));
  }

  private static int number(String option, Iterator<String> rest, int least, int most) {
    String text = rest.hasNext() ? rest.next() : "";
    if (text.matches("\\d{1,4}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw Trouble.because(option + " needs a number from " + least + " to " + most);
  }

  private static String word(Benchmark benchmark) {
    return benchmark.name().toLowerCase(Locale.ROOT);
  }
}

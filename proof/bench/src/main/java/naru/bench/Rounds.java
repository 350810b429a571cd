package naru.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import naru.bench.machine.Yard;
import naru.bench.report.Sample;

/**
 * The order of measuring: every case warms every contender, for the same time; then in each round
 * every case visits every contender. Neighbours that come and go disturb all of them alike.
 */
record Rounds(Yard yard, List<Contender> contenders, List<Case> cases, Consumer<String> tell) {
  private static final int WARM_SECONDS = 6;

  List<Sample> run(int rounds, int seconds) {
    each((asked, contender) -> contender.warm(asked, yard, WARM_SECONDS));
    List<Sample> samples = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      String which = "round " + round + "/" + rounds;
      each(
          (asked, contender) -> {
            Sample sample = contender.measure(asked, yard, seconds);
            samples.add(sample);
            tell.accept(line(which, sample));
          });
    }
    return samples;
  }

  private void each(Visit visit) {
    for (Case asked : cases) {
      for (Contender contender : contenders) {
        if (!asked.without().contains(contender.name())) {
          visit.of(asked, contender);
        }
      }
    }
  }

  private static String line(String which, Sample sample) {
    return String.format(
        Locale.ROOT,
        "%s  %-12s %-9s %8.2f us/op",
        which,
        sample.name(),
        sample.subject(),
        sample.cpuMicrosPerOp());
  }

  @FunctionalInterface
  private interface Visit {
    void of(Case asked, Contender contender);
  }
}

package naru.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import naru.bench.machine.Yard;
import naru.bench.report.Sample;

/**
 * The order of measuring: every case warms every contender, for the same time; then in each round
 * every case visits every contender. Neighbours that come and go disturb all of them alike.
 */
record Rounds(Yard yard, List<Contender> contenders, Plan plan, Consumer<String> tell) {
  List<Sample> run(int rounds, int seconds) {
    each((asked, contender) -> contender.warm(asked, yard, plan.warmSeconds()));
    List<Sample> samples = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      String which = "round " + round + "/" + rounds;
      List<Sample> ofRound = new ArrayList<>();
      each(
          (asked, contender) -> {
            Sample sample = contender.measure(asked, yard, seconds);
            ofRound.add(sample);
            tell.accept(which + "  " + sample);
          });
      samples.addAll(ofRound);
      plan.mean().ifPresent(name -> samples.addAll(Sample.means(name, ofRound)));
    }
    return samples;
  }

  private void each(Visit visit) {
    for (Case asked : plan.cases()) {
      for (Contender contender : contenders) {
        if (!asked.without().contains(contender.name())) {
          visit.of(asked, contender);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Visit {
    void of(Case asked, Contender contender);
  }
}

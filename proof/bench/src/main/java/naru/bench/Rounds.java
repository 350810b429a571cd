package naru.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import naru.bench.machine.Yard;
import naru.bench.report.Sample;

/**
 * The order of measuring: every case warms every contender; then in each round every case visits
 * every contender. Neighbours that come and go disturb all of them alike. What compiles while it
 * runs is warmed again after all cases, since what one case needs undoes code that another made.
 */
record Rounds(Yard yard, List<Contender> contenders, Plan plan, Consumer<String> tell) {
  List<Sample> run(int rounds, int seconds) {
    warm();
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

  private void warm() {
    for (int pass = 1; pass <= Plan.WARM_PASSES; pass++) {
      boolean first = pass == 1;
      tell.accept("warming, " + pass + "/" + Plan.WARM_PASSES);
      each(
          (asked, contender) -> {
            if (contender.compiles()) {
              contender.warm(asked, yard, plan.warmSeconds());
            } else if (first) {
              contender.warm(asked, yard, Math.min(plan.warmSeconds(), Plan.FILL_SECONDS));
            }
          });
    }
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

package naru.ca;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import naru.base.Metrics;
import naru.trace.CaEvent;

/**
 * What came of questions to CAs.
 *
 * @param teller tells what belongs to no question
 */
record StatusCounts(LongAdder goods, LongAdder misses, Consumer<CaEvent> teller) {
  static StatusCounts of(Metrics metrics, Consumer<CaEvent> teller) {
    return new StatusCounts(counter(metrics, "good"), counter(metrics, "missed"), teller);
  }

  private static LongAdder counter(Metrics metrics, String result) {
    String name = "naru_ocsp_answers_total{result=\"" + result + "\"}";
    return metrics.counter(name, "what CAs were asked about certificates");
  }

  void good() {
    goods.increment();
  }

  void missed() {
    misses.increment();
  }

  void told(CaEvent event) {
    teller.accept(event);
  }
}

package naru.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Place;
import naru.gateway.guard.config.Circuit;
import org.junit.jupiter.api.Test;

/** What a circuit knows over reloads. */
class CircuitStateTest {
  private static Circuit circuit(int most, int line) {
    return new Circuit("route web", most, 10, 1000, true, 2, new Place("naru.yaml", line, 3));
  }

  @SuppressWarnings("NullAway") // each is admitted at once, so that nobody is kept
  private static void learn(CircuitState state) {
    for (int i = 0; i < 60; i++) {
      state.waiting().enter(null, 5);
      state.left(5_000_000, true, i);
    }
  }

  @Test
  void anAdaptiveLimitKeepsWhatItLearnedWhereTheFileOnlyMoved() {
    CircuitState state = new CircuitState(circuit(100, 7), 0);
    learn(state);
    assertThat(state.baseNanos()).isEqualTo(5_000_000);
    state.configure(circuit(100, 9), 100);
    assertThat(state.baseNanos()).isEqualTo(5_000_000);
    assertThat(state.config().place().line()).isEqualTo(9);
    state.configure(circuit(50, 9), 200);
    assertThat(state.baseNanos()).isZero();
  }
}

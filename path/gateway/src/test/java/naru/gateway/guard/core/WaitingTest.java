package naru.gateway.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import naru.gateway.guard.core.Waiting.Entry;
import org.junit.jupiter.api.Test;

/** Who goes, who waits, who is refused. */
class WaitingTest {
  private final Waiting<String> circuit = new Waiting<>(2, 2);

  private Entry<String> come(String who) {
    return circuit.enter(who, 5);
  }

  @Test
  void soManyGoSoManyWaitTheRestIsRefused() {
    assertThat(come("a")).isEqualTo(new Entry.Admitted<>(0));
    assertThat(come("b")).isEqualTo(new Entry.Admitted<>(1));
    assertThat(come("c")).isEqualTo(new Entry.Queued<>(2));
    assertThat(come("d")).isEqualTo(new Entry.Queued<>(2));
    assertThat(come("e")).isEqualTo(new Entry.Full<>(2));
    assertThat(circuit.leave()).containsExactly("c");
    assertThat(circuit.leave()).containsExactly("d");
    assertThat(circuit.inflight()).isEqualTo(2);
    assertThat(circuit.leave()).isEmpty();
    assertThat(circuit.leave()).isEmpty();
    assertThat(circuit.inflight()).isZero();
    assertThat(circuit.waiting()).isZero();
  }

  @Test
  void higherPrioritiesGoFirstAndTakePlacesOfLowerOnes() {
    come("a");
    come("b");
    circuit.enter("low", 1);
    circuit.enter("lower", 0);
    assertThat(circuit.enter("high", 9)).isEqualTo(new Entry.Displaced<>(2, "lower"));
    assertThat(circuit.enter("higher", 9)).isEqualTo(new Entry.Displaced<>(2, "low"));
    assertThat(circuit.enter("late", 9)).isEqualTo(new Entry.Full<>(2));
    assertThat(circuit.leave()).containsExactly("high");
    circuit.enter("middle", 5);
    assertThat(circuit.leave()).containsExactly("higher");
    assertThat(circuit.leave()).containsExactly("middle");
  }

  @Test
  void whoGivesUpIsNotCounted() {
    come("a");
    come("b");
    come("c");
    assertThat(circuit.withdraw("c")).isTrue();
    assertThat(circuit.withdraw("c")).isFalse();
    assertThat(circuit.waiting()).isZero();
    assertThat(circuit.leave()).isEmpty();
  }

  @Test
  void nobodyOvertakesThoseWhoWait() {
    come("a");
    come("b");
    come("c");
    assertThat(circuit.leave()).containsExactly("c");
    assertThat(come("d")).isEqualTo(new Entry.Queued<>(2));
  }

  @Test
  void otherBoundsHoldAtOnce() {
    come("a");
    come("b");
    come("c");
    come("d");
    assertThat(circuit.resize(4, 0)).containsExactly("c", "d");
    assertThat(come("e")).isEqualTo(new Entry.Full<>(4));
    assertThat(circuit.resize(1, 1)).isEmpty();
    assertThat(circuit.leave()).isEmpty();
    assertThat(circuit.inflight()).as("who is under way stays so").isEqualTo(3);
  }
}

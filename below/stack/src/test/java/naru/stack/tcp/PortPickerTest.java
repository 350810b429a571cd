package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6056 s. 3.3.3. */
class PortPickerTest {
  private final PortPicker picker = PortPicker.of(new Random(1));

  @Test
  void onePeerSeesEveryPortBeforeAnyAgain() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < PortPicker.LAST - PortPicker.FIRST + 1; i++) {
      seen.add(picker.pick(0, 1, 0, 2, 443, port -> false));
    }

    assertThat(seen).hasSize(28_232).allMatch(port -> port >= 32_768 && port <= 60_999);
  }

  @Test
  void theCounterGoesUpByOne() {
    PortPicker small = PortPicker.of(1000, 1003, new Random(5));
    int first = small.pick(0, 1, 0, 2, 443, port -> false);
    int second = small.pick(0, 1, 0, 2, 443, port -> false);

    assertThat(second).isEqualTo(first == 1003 ? 1000 : first + 1);
  }

  @Test
  void otherPeersBeginElsewhere() {
    Set<Integer> distances = new HashSet<>();
    int last = 0;
    for (int i = 0; i < 100; i++) {
      int port = picker.pick(0, 1, 0, i, 443, any -> false);
      distances.add(port - last);
      last = port;
    }

    assertThat(distances).hasSizeGreaterThan(90);
  }

  @Test
  void takenPortsAreLeftOut() {
    PortPicker small = PortPicker.of(1000, 1009, new Random(1));
    for (int i = 0; i < 30; i++) {
      assertThat(small.pick(0, 1, 0, 2, 443, port -> port != 1007)).isEqualTo(1007);
    }
    assertThat(small.pick(0, 1, 0, 2, 443, port -> true)).isZero();
  }

  @Test
  void theRangeMustBeOne() {
    assertThatThrownBy(() -> PortPicker.of(2000, 1999, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PortPicker.of(0, 10, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PortPicker.of(1, 65_536, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package naru.stack.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import naru.stack.link.Timed;
import naru.stack.time.Timer;
import naru.stack.time.TimerHeap;
import org.junit.jupiter.api.Test;

final class VirtualWorldTest {
  private final VirtualWorld world = new VirtualWorld();
  private final List<String> log = new ArrayList<>();

  @Test
  void stepsToTheEarliestDeadlineUntilNothingIsLeft() {
    world.add(new Ticker("slow", 100, 3));
    world.add(new Ticker("fast", 70, 3));
    world.run();
    assertThat(log)
        .containsExactly("fast@70", "slow@100", "fast@140", "slow@200", "fast@210", "slow@300");
    assertThat(world.now()).isEqualTo(300);
    assertThat(world.earliest()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stopsAtATime() {
    world.add(new Ticker("t", 100, 10));
    world.runUntil(250);
    assertThat(log).containsExactly("t@100", "t@200");
    assertThat(world.now()).isEqualTo(250);
    world.runFor(50);
    assertThat(log).last().isEqualTo("t@300");
  }

  @Test
  void stopsWhenAConditionHolds() {
    world.add(new Ticker("t", 100, 10));
    assertThat(world.runUntil(() -> log.size() == 3, 10_000)).isTrue();
    assertThat(world.now()).isEqualTo(300);
    assertThat(world.runUntil(() -> log.size() == 30, 10_000)).isFalse();
  }

  @Test
  void plannedActionsComeBeforeParticipantsAndSettlersAfter() {
    world.add(new Ticker("t", 100, 1));
    world.at(100, () -> log.add("planned"));
    world.afterEachStep(() -> log.add("settled"));
    world.run();
    assertThat(log).containsExactly("settled", "planned", "t@100", "settled");
  }

  @Test
  void aWorldThatNeverRestsFails() {
    world.limits(1000, 10);
    world.add(
        new Timed() {
          @Override
          public long deadline() {
            return 7;
          }

          @Override
          public void expire(long now) {}

          @Override
          public String toString() {
            return "restless";
          }
        });
    assertThatThrownBy(world::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("does not come to rest")
        .hasMessageContaining("restless until 7");
  }

  @Test
  void aWorldThatGoesOnForeverFails() {
    world.limits(1000, 10);
    world.add(new Ticker("forever", 1, Integer.MAX_VALUE));
    assertThatThrownBy(world::run).hasMessageContaining("1001 steps");
  }

  private final class Ticker extends Timer implements Timed {
    private final TimerHeap heap = new TimerHeap();
    private final String name;
    private final long every;
    private int left;

    Ticker(String name, long every, int times) {
      this.name = name;
      this.every = every;
      left = times;
      heap.set(this, every);
    }

    @Override
    protected void fire(long now) {
      log.add(name + "@" + now);
      if (--left > 0) {
        heap.set(this, now + every);
      }
    }

    @Override
    public void expire(long now) {
      heap.expire(now);
    }
  }
}

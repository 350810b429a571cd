package naru.stack.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimerHeapTest {
  private final TimerHeap heap = new TimerHeap();
  private final List<String> fired = new ArrayList<>();

  @Test
  void firesAtItsDeadlineAndNotBefore() {
    Timer timer = named("a");
    heap.set(timer, 10);
    heap.expire(9);
    assertThat(fired).isEmpty();
    heap.expire(10);
    assertThat(fired).containsExactly("a@10");
    assertThat(timer.isSet()).isFalse();
    assertThat(heap.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void equalDeadlinesFireInTheOrderInWhichTheyWereSet() {
    Timer a = named("a");
    Timer b = named("b");
    Timer c = named("c");
    heap.set(a, 5);
    heap.set(b, 10);
    heap.set(c, 10);
    heap.set(a, 10); // lazily, yet it is the last one set
    heap.expire(10);
    assertThat(fired).containsExactly("b@10", "c@10", "a@10");
  }

  @Test
  void aPostponedTimerFiresAtItsNewDeadline() {
    Timer timer = named("a");
    heap.set(timer, 10);
    heap.set(timer, 1000);
    assertThat(heap.deadline()).isEqualTo(1000);
    heap.expire(999);
    assertThat(fired).isEmpty();
    heap.expire(1000);
    assertThat(fired).containsExactly("a@1000");
  }

  @Test
  void aTimerSetWhileFiringWaitsForTheNextPass() {
    Timer again =
        new Timer() {
          @Override
          protected void fire(long now) {
            fired.add("again@" + now);
            heap.set(this, now);
          }
        };
    heap.set(again, 3);
    heap.expire(7);
    assertThat(fired).containsExactly("again@7");
    assertThat(heap.deadline()).isEqualTo(8);
  }

  @Test
  void aTimerCancelledByAnotherDoesNotFire() {
    Timer victim = named("victim");
    Timer killer =
        new Timer() {
          @Override
          protected void fire(long now) {
            heap.cancel(victim);
          }
        };
    heap.set(killer, 1);
    heap.set(victim, 1);
    heap.expire(1);
    assertThat(fired).isEmpty();
    assertThat(heap.size()).isZero();
  }

  @Test
  void noDeadlineIsACancellation() {
    Timer timer = named("a");
    heap.set(timer, 1);
    heap.set(timer, Long.MAX_VALUE);
    assertThat(timer.isSet()).isFalse();
    heap.expire(Long.MAX_VALUE);
    assertThat(fired).isEmpty();
  }

  /** Against the simplest thing that is right: a list, sorted anew each time. */
  @Test
  void behavesLikeASortedList() {
    for (int seed = 0; seed < 200; seed++) {
      new Comparison(seed).run();
    }
  }

  private Timer named(String name) {
    return new Timer() {
      @Override
      protected void fire(long now) {
        fired.add(name + "@" + now);
      }
    };
  }

  private static final class Comparison {
    private final SplittableRandom random;
    private final TimerHeap heap = new TimerHeap();
    private final List<Integer> fired = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private long order;
    private long now;

    Comparison(int seed) {
      random = new SplittableRandom(seed);
      int timers = 1 + random.nextInt(60);
      for (int i = 0; i < timers; i++) {
        entries.add(new Entry(i));
      }
    }

    void run() {
      for (int step = 0; step < 500; step++) {
        step();
        heap.checkInvariants();
        assertThat(heap.deadline())
            .isEqualTo(entries.stream().mapToLong(e -> e.expected).min().orElseThrow());
      }
    }

    private void step() {
      Entry entry = entries.get(random.nextInt(entries.size()));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> entry.set(now + random.nextInt(40));
        case 3 -> entry.set(entry.isSet() ? entry.deadline() + random.nextInt(20) : now + 5);
        case 4 -> entry.cancel();
        default -> expire(random.nextInt(10));
      }
    }

    private void expire(int nanos) {
      now += nanos;
      List<Integer> expected =
          entries.stream()
              .filter(e -> e.expected <= now)
              .sorted(Comparator.<Entry>comparingLong(e -> e.expected).thenComparing(e -> e.order))
              .map(e -> e.name)
              .toList();
      fired.clear();
      heap.expire(now);
      assertThat(fired).isEqualTo(expected);
    }

    private final class Entry extends Timer {
      private final int name;
      private long expected = Long.MAX_VALUE;
      private long order;

      Entry(int name) {
        this.name = name;
      }

      void set(long deadline) {
        heap.set(this, deadline);
        expected = deadline;
        order = Comparison.this.order++;
        assertThat(deadline()).isEqualTo(deadline);
      }

      void cancel() {
        heap.cancel(this);
        expected = Long.MAX_VALUE;
      }

      @Override
      protected void fire(long now) {
        fired.add(name);
        expected = Long.MAX_VALUE;
      }
    }
  }
}

package naru.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import naru.stack.lab.Hosts;
import naru.stack.lab.Player;
import naru.stack.lab.Storm;
import naru.stack.lab.WireRules;
import naru.stack.link.Fate;
import naru.stack.link.LinkObserver;
import naru.testkit.Seeds;
import naru.wire.ip.IpAddress;
import org.junit.jupiter.api.Test;

/**
 * Two hosts in every weather: what arrives is what was sent, in order; each user is told an end
 * that fits; nothing moves on the wire or stays in memory afterwards; and all of it is the same
 * twice.
 */
final class StormTest {
  private static final long MINUTE = 60_000_000_000L;

  @Test
  void everyStormEndsWell() {
    Seeds.each(Integer.getInteger("naru.storms", 250), seeds -> new Run(seeds).ends());
  }

  @Test
  void twoRunsWithOneSeedAreIdentical() {
    Seeds.each(
        10,
        seeds -> {
          long first = new Run(seeds).ends();
          assertThat(new Run(seeds).ends()).isEqualTo(first);
        });
  }

  /** One storm from beginning to end. */
  private static final class Run {
    private final Storm storm;
    private final Hosts hosts;
    private final WireRules rules = new WireRules();
    private final List<Player> near = new ArrayList<>();
    private final List<Player> far = new ArrayList<>();
    private long fingerprint = 17;

    Run(Seeds seeds) {
      storm = Storm.of(seeds.generator("storm"));
      hosts = Hosts.on(storm.forth(), storm.back(), seeds);
      hosts.pipe.a().observer(watching(rules.observer()));
      hosts.pipe.b().observer(watching(rules.observer()));
      for (int i = 0; i < storm.nearPlans().size(); i++) {
        Player a = new Player(hosts.world, hosts.memory, storm.nearPlans().get(i), 2 * i);
        Player b = new Player(hosts.world, hosts.memory, storm.farPlans().get(i), 2 * i + 1);
        a.plays(b);
        b.plays(a);
        near.add(a);
        far.add(b);
      }
    }

    private LinkObserver watching(LinkObserver rules) {
      return (fate, ordinal, at, frame) -> {
        fingerprint = fingerprint * 31 + fate.ordinal();
        fingerprint = fingerprint * 31 + at;
        if (fate == Fate.ENTERED) {
          fingerprint = fingerprint * 31 + hash(frame);
        }
        rules.packet(fate, ordinal, at, frame);
      };
    }

    private static int hash(ByteBuf frame) {
      int hash = 1;
      for (int i = frame.readerIndex(); i < frame.writerIndex(); i++) {
        hash = hash * 31 + frame.getByte(i);
      }
      return hash;
    }

    long ends() {
      try (hosts) {
        open();
        hosts.world.limits(2_000_000, 20_000);
        hosts.world.runUntil(180 * MINUTE);
        for (int i = 0; i < near.size(); i++) {
          end(near.get(i), far.get(i));
          end(far.get(i), near.get(i));
        }
        rests();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(e + "\n" + this + rules.latest(), e);
      }
      return fingerprint;
    }

    private void open() {
      IpAddress here = storm.v6() ? Hosts.NEAR_V6 : Hosts.NEAR;
      IpAddress there = storm.v6() ? Hosts.FAR_V6 : Hosts.FAR;
      if (storm.simultaneous()) {
        Player a = near.getFirst();
        Player b = far.getFirst();
        a.opens(hosts.near.tcp().connect(here, 5000, there, 6000, storm.near(), a));
        b.opens(hosts.far.tcp().connect(there, 6000, here, 5000, storm.far(), b));
        return;
      }
      for (int i = 0; i < near.size(); i++) {
        Player a = near.get(i);
        Player b = far.get(i);
        hosts.far.tcp().listen(there, 80 + i, storm.far(), 16, b::take);
        a.opens(hosts.near.tcp().connect(here, 0, there, 80 + i, storm.near(), a));
      }
    }

    private void end(Player one, Player other) {
      if (one.connection() == null || one.gone()) {
        return;
      }
      Ending ending = one.ending();
      assertThat(ending).as("everyone hears of an end").isNotNull();
      boolean left = one.gone() || other.gone();
      if (ending == Ending.CLOSED && !left) {
        assertThat(other.received()).as("all arrived").isEqualTo(one.plan().toSend());
        assertThat(one.received()).as("all was taken").isEqualTo(other.plan().toSend());
      }
      Set<Ending> usual = EnumSet.of(Ending.CLOSED, Ending.TIMED_OUT);
      // Nobody can know that the last news arrived: TIME-WAIT may be over while one still asks.
      boolean unheard = other.received() == one.plan().toSend();
      if (left || unheard || other.ending() != Ending.CLOSED) {
        usual.add(Ending.RESET);
        usual.add(Ending.REFUSED);
      }
      assertThat(ending).isIn(usual);
    }

    private void rests() {
      assertThat(hosts.world.earliest()).as("all is quiet").isEqualTo(Long.MAX_VALUE);
      assertThat(hosts.near.tcp().connections()).as("near connections").isZero();
      assertThat(hosts.far.tcp().connections()).as("far connections").isZero();
      assertThat(hosts.near.tcp().timeWaits()).isZero();
      assertThat(hosts.far.tcp().timeWaits()).isZero();
      assertThat(hosts.heldBytes()).as("buffers that nobody gave back").isZero();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder().append(storm).append('\n').append(hosts.pipe);
      for (int i = 0; i < near.size(); i++) {
        tell(text.append("\nnear "), near.get(i));
        tell(text.append("\nfar "), far.get(i));
      }
      return text.toString();
    }

    private static void tell(StringBuilder text, Player p) {
      Connection c = p.connection();
      text.append(p.sent()).append(" sent, ").append(p.received()).append(" received, ");
      text.append(p.ending()).append(p.gone() ? " left " : " ").append(last(p.told()));
      text.append(' ').append(c == null ? "no connection" : c.info());
    }

    private static Deque<String> last(List<String> told) {
      Deque<String> last = new ArrayDeque<>(told);
      while (last.size() > 4) {
        last.removeFirst();
      }
      return last;
    }
  }
}

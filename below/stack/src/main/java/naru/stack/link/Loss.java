package naru.stack.link;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which packets a direction of a {@link Pipe} loses. */
public sealed interface Loss {
  /** Loses nothing. */
  record None() implements Loss {}

  /** Loses each packet with the same probability, on its own. */
  record Bernoulli(double probability) implements Loss {
    public Bernoulli {
      Chances.check("probability", probability);
    }
  }

  /**
   * Loses in bursts: a good and a bad state, one chance to change per packet (Gilbert 1960, Elliott
   * 1963), with the letters of the literature.
   *
   * @param p from good to bad, before each packet
   * @param r from bad to good, before each packet; 1/r is the mean length of a bad time in packets
   * @param h that a packet gets through in the bad state (0: all are lost)
   * @param k that a packet gets through in the good state (1: none is lost)
   */
  record GilbertElliott(double p, double r, double h, double k) implements Loss {
    public GilbertElliott {
      Chances.check("p", p);
      Chances.check("r", r);
      Chances.check("h", h);
      Chances.check("k", k);
    }

    /** The share of packets lost in the long run. */
    public double mean() {
      double bad = p + r == 0 ? 0 : p / (p + r);
      return (1 - k) * (1 - bad) + (1 - h) * bad;
    }
  }

  /** Loses exactly the packets with these ordinals: the first that enters a direction has 0. */
  record Scripted(Set<Long> ordinals) implements Loss {
    public Scripted {
      ordinals = Set.copyOf(ordinals);
    }

    /** Loses these. */
    public static Scripted of(long... ordinals) {
      return new Scripted(Arrays.stream(ordinals).boxed().collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** Loses the packets that a predicate on the frame picks; it must leave the frame as it is. */
  record Chosen(Predicate<ByteBuf> picks) implements Loss {}
}

package naru.gateway.config;

import java.util.Locale;
import naru.trace.UpstreamFacts;

/** How a target is chosen. */
public sealed interface Balance {
  /** The word of the config and the trace. */
  String word();

  /** In turn, each as often as its weight, evenly spread. */
  record RoundRobin() implements Balance {
    @Override
    public String word() {
      return "round-robin";
    }
  }

  /** The one with the fewest requests under way for its weight; of two at random if many. */
  record LeastRequest() implements Balance {
    @Override
    public String word() {
      return "least-request";
    }
  }

  /**
   * The one that answers soonest, by what requests have shown: the time of an answer, decayed,
   * times the requests under way, for its weight; of two at random if many.
   *
   * @param decayNanos after this, an old time counts about a third
   */
  record PeakEwma(long decayNanos) implements Balance {
    /** Ten seconds. */
    public static final PeakEwma USUAL = new PeakEwma(10_000_000_000L);

    public PeakEwma {
      GatewayConfig.require(decayNanos > 0, "a decay is positive");
    }

    @Override
    public String word() {
      return UpstreamFacts.PEAK_EWMA;
    }
  }

  /** At random, each as likely as its weight. */
  record Weighted() implements Balance {
    @Override
    public String word() {
      return "weighted";
    }
  }

  /** At random, each as likely as its weight; another word for it. */
  record Random() implements Balance {
    @Override
    public String word() {
      return "random";
    }
  }

  /** The first that can be used, in the order of the file; weights mean nothing. */
  record First() implements Balance {
    @Override
    public String word() {
      return "first";
    }
  }

  /**
   * The same key gets the same target, and keeps it when others come and go.
   *
   * @param table how keys are laid out
   * @param boundPercent a target has at most this share of what would be its fair load, and its
   *     keys go on to the next ones meanwhile; at least 101; 0 for no bound
   */
  record ConsistentHash(HashBy by, Table table, int boundPercent) implements Balance {
    /** Layouts. */
    public enum Table {
      /** Points on a ring: the fewest keys move when targets come and go. */
      RING,
      /** Maglev's table: the most even, and found in one step. */
      MAGLEV
    }

    public ConsistentHash {
      GatewayConfig.require(
          boundPercent == 0 || boundPercent > 100, "a bound of load is more than 100%");
    }

    /** A ring without a bound. */
    public ConsistentHash(HashBy by) {
      this(by, Table.RING, 0);
    }

    @Override
    public String word() {
      return table == Table.MAGLEV ? "maglev" : "consistent-hash";
    }
  }

  /** What the hash is taken of. */
  sealed interface HashBy {
    /** The normalised path, without the query. */
    record OfPath() implements HashBy {}

    /** The client's address; behind trusted proxies the one they name. */
    record OfClientIp() implements HashBy {}

    /** A request's field; requests without it share one target. */
    record OfHeader(String name) implements HashBy {
      public OfHeader {
        name = name.toLowerCase(Locale.ROOT);
      }
    }

    /** A cookie's value; requests without it share one target. */
    record OfCookie(String name) implements HashBy {}

    /** A query parameter, as it is written; requests without it share one target. */
    record OfQuery(String name) implements HashBy {}
  }
}

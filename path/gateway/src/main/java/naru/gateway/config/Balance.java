package naru.gateway.config;

import java.util.Locale;

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

  /** At random, each as likely as its weight. */
  record Weighted() implements Balance {
    @Override
    public String word() {
      return "weighted";
    }
  }

  /** The same key gets the same target, and keeps it when others come and go. */
  record ConsistentHash(HashBy by) implements Balance {
    @Override
    public String word() {
      return "consistent-hash";
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
  }
}

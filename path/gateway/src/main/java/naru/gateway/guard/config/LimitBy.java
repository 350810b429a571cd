package naru.gateway.guard.config;

/** What a limit counts by. */
public sealed interface LimitBy {
  /** As the trace and the file say it. */
  String word();

  /** The client's address; of IPv6 the first 64 bits, which one subscriber has. */
  record Client() implements LimitBy {
    @Override
    public String word() {
      return "client";
    }
  }

  /** A field of the request; all without one count together. */
  record Header(String name) implements LimitBy {
    @Override
    public String word() {
      return "header " + name;
    }
  }

  /** Everything that takes the route counts together. */
  record Route() implements LimitBy {
    @Override
    public String word() {
      return "route";
    }
  }

  /** Who proved who they are; all who did not count by their addresses. */
  record Consumer() implements LimitBy {
    @Override
    public String word() {
      return "consumer";
    }
  }
}

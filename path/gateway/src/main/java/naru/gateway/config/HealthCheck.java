package naru.gateway.config;

import java.util.List;
import java.util.Map;

/**
 * Active checks: a target is asked regularly.
 *
 * @param probe what is asked, and what is a good answer
 * @param everyNanos from the end of a check to the next, give or take a tenth; at least 10 ms
 * @param sickNanos the same while the target is out
 * @param timeoutNanos for a whole check, connecting included; at least 1 ms
 * @param fail so many failures in a row take a target out
 * @param pass so many passes in a row bring it back
 * @param startsOut whether a target that was never checked is out until its first pass
 */
public record HealthCheck(
    Probe probe,
    long everyNanos,
    long sickNanos,
    long timeoutNanos,
    int fail,
    int pass,
    boolean startsOut) {
  private static final long MILLI = 1_000_000L;

  /** What is asked. */
  public sealed interface Probe {
    /**
     * A GET.
     *
     * @param path of the request
     * @param host what is asked for; empty for the target's own address
     * @param headers further fields
     * @param statuses good answers
     * @param body what a good answer's body has within its first {@link #MOST_BODY} bytes; empty
     *     for anything
     */
    record Http(
        String path, String host, Map<String, String> headers, List<Statuses> statuses, String body)
        implements Probe {
      public Http {
        GatewayConfig.require(path.startsWith("/"), "a health path begins with a slash");
        GatewayConfig.require(
            path.chars().allMatch(c -> c > ' ' && c <= '~'), "'" + path + "' is not a path");
        GatewayConfig.require(!statuses.isEmpty(), "some status is a good answer");
        headers = Map.copyOf(headers);
        statuses = List.copyOf(statuses);
      }

      /** Whether a status is good. */
      public boolean isGood(int status) {
        for (Statuses good : statuses) {
          if (status >= good.from() && status <= good.to()) {
            return true;
          }
        }
        return false;
      }
    }

    /**
     * A call of gRPC's health service; needs HTTP/2. Only {@code SERVING} is good.
     *
     * @param service whose state is asked for; empty for the whole server
     * @param host what is asked for as authority; empty for the target's own address
     * @param headers further fields of the call
     */
    record Grpc(String service, String host, Map<String, String> headers) implements Probe {
      private static final int MOST_SERVICE = 1000;

      public Grpc {
        GatewayConfig.require(
            service.length() <= MOST_SERVICE,
            "a service has at most " + MOST_SERVICE + " characters");
        headers = Map.copyOf(headers);
      }
    }

    /**
     * A connection, and perhaps a few bytes.
     *
     * @param send what is sent; empty for nothing
     * @param expect what comes within the first {@link #MOST_BODY} bytes; empty if connecting is
     *     enough
     */
    record Tcp(String send, String expect) implements Probe {}
  }

  /** Statuses from one to another, both counted in. */
  public record Statuses(int from, int to) {
    public Statuses {
      GatewayConfig.require(
          from >= 100 && to <= 599 && from <= to, from + "-" + to + " are no statuses");
    }
  }

  /** 2xx and 3xx. */
  public static final List<Statuses> GOOD = List.of(new Statuses(200, 399));

  /** Bytes of an answer that are looked at. */
  public static final int MOST_BODY = 64 * 1024;

  public HealthCheck {
    GatewayConfig.require(
        everyNanos >= 10 * MILLI && sickNanos >= 10 * MILLI, "checks are at least 10 ms apart");
    GatewayConfig.require(timeoutNanos >= MILLI, "a check has at least 1 ms");
    GatewayConfig.require(fail >= 1 && pass >= 1, "thresholds are at least 1");
  }

  /** A GET that 2xx or 3xx passes, always as often. */
  public HealthCheck(String path, long everyNanos, long timeoutNanos, int fail, int pass) {
    this(
        new Probe.Http(path, "", Map.of(), GOOD, ""),
        everyNanos,
        everyNanos,
        timeoutNanos,
        fail,
        pass,
        false);
  }

  /** Every 5 s, 2 s to answer, three failures out, two passes back. */
  public static HealthCheck get(String path) {
    return new HealthCheck(path, 5_000 * MILLI, 2_000 * MILLI, 3, 2);
  }

  /** The same, asking otherwise. */
  public HealthCheck asking(Probe other) {
    return new HealthCheck(other, everyNanos, sickNanos, timeoutNanos, fail, pass, startsOut);
  }

  /** The same, with targets out until they pass. */
  public HealthCheck fromOut() {
    return new HealthCheck(probe, everyNanos, sickNanos, timeoutNanos, fail, pass, true);
  }
}

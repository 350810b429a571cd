package naru.stack.tcp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import naru.stack.lab.Bulk;
import naru.stack.lab.Hosts;
import naru.stack.link.Impairment;
import naru.stack.link.Loss;
import naru.stack.link.PipeConfig;
import naru.stack.link.Queue;
import naru.stack.link.Reorder;
import naru.stack.tcp.TcpOptions.Congestion;
import naru.testkit.Seeds;

/**
 * How much of a bottleneck of 10 Mbit/s one connection gets, over loss, round-trip time, buffer,
 * congestion control and SACK. In virtual time with one seed, so each number is exact.
 */
final class Goodput {
  private static final long MILLI = 1_000_000L;
  private static final long HOUR = 3_600_000 * MILLI;
  static final long RATE = 10_000_000;
  private static final long BYTES = 4 << 20;

  static final double[] LOSSES = {0, 0.001, 0.01, 0.05};
  static final int[] RTTS = {10, 60, 200};
  static final double[] BUFFERS = {0.5, 2};

  private Goodput() {}

  /**
   * One path and one way to use it.
   *
   * @param loss probability of each packet of the data
   * @param rttMillis of an empty path
   * @param buffer of the bottleneck's queue, in bandwidth-delay products; 0: CoDel that marks
   * @param reordered share of the packets that are 3 ms late, in both directions
   */
  record Cell(
      double loss,
      int rttMillis,
      double buffer,
      double reordered,
      Congestion control,
      boolean sack) {
    Cell(double loss, int rttMillis, double buffer, Congestion control, boolean sack) {
      this(loss, rttMillis, buffer, 0, control, sack);
    }
  }

  /**
   * What became of it.
   *
   * @param kilobits of text per second, from SYN to the last byte
   * @param needless recoveries that were taken back
   */
  record Result(long kilobits, long recoveries, long timeouts, long needless, long again) {}

  /** Every cell of the table, in its order. */
  static Map<Cell, Result> all() {
    Map<Cell, Result> all = new LinkedHashMap<>();
    for (double loss : LOSSES) {
      for (int rtt : RTTS) {
        for (double buffer : BUFFERS) {
          row(all, loss, rtt, buffer, 0);
        }
      }
    }
    row(all, 0, 60, 1, 0.02);
    row(all, 0, 60, 0, 0);
    row(all, 0.001, 60, 0, 0);
    return all;
  }

  private static void row(
      Map<Cell, Result> all, double loss, int rtt, double buffer, double reordered) {
    for (Congestion control : Congestion.values()) {
      for (boolean sack : new boolean[] {true, false}) {
        Cell cell = new Cell(loss, rtt, buffer, reordered, control, sack);
        all.put(cell, of(cell, BYTES));
      }
    }
  }

  static Result of(Cell cell, long bytes) {
    long oneWay = cell.rttMillis * MILLI / 2;
    long queue = Math.max(6000, (long) (RATE / 8.0 * cell.rttMillis / 1000 * cell.buffer));
    Impairment back = Impairment.NONE.withDelay(oneWay);
    if (cell.reordered > 0) {
      back = back.withReorder(new Reorder.Random(cell.reordered, 3 * MILLI));
    }
    Impairment forth =
        back.withRate(RATE)
            .withLoss(new Loss.Bernoulli(cell.loss))
            .withQueue(cell.buffer > 0 ? Queue.TailDrop.bytes(queue) : Queue.CoDel.standard());
    TcpOptions options =
        TcpOptions.USUAL.withCongestion(cell.control).withSack(cell.sack).withEcn(cell.buffer == 0);
    PipeConfig link = PipeConfig.offloading(1500);
    try (Hosts hosts = Hosts.on(link.with(forth), link.with(back), Seeds.of(1))) {
      Bulk taker = new Bulk(0);
      Bulk giver = new Bulk(bytes);
      hosts.far.tcp().listen(Hosts.ANY, 80, options, 16, taker::take);
      hosts.near.tcp().connect(Hosts.ANY, 0, Hosts.FAR, 80, options, giver);
      hosts.world.runUntil(() -> taker.received() >= bytes, HOUR);
      TcpCounters told = hosts.near.tcp().counters();
      return new Result(
          taker.received() * 8 * MILLI / hosts.world.now(),
          told.recoveries,
          told.timeouts,
          told.undone,
          told.retransmissions);
    }
  }

  /** As the snapshot has it. */
  static String table(Map<Cell, Result> all) {
    StringBuilder text = new StringBuilder();
    text.append("Goodput of one connection over 10 Mbit/s, MTU 1500, 4 MiB, in kbit/s\n");
    text.append("(recoveries, timeouts, of both needless, segments sent again).\n");
    text.append("buffer: in bandwidth-delay products; codel: RFC 8289 with ECN marks.\n\n");
    text.append(String.format("%-6s %4s %-6s %-6s", "loss", "rtt", "buffer", "late"));
    for (Congestion control : Congestion.values()) {
      text.append(String.format("  %-23s", control.name().toLowerCase(Locale.ROOT) + " sack"));
      text.append(String.format("  %-23s", "without sack"));
    }
    int column = 0;
    for (Map.Entry<Cell, Result> one : all.entrySet()) {
      if (column++ % 4 == 0) {
        text.append(head(one.getKey()));
      }
      Result r = one.getValue();
      String notes = String.format("(%d,%d,%d,%d)", r.recoveries, r.timeouts, r.needless, r.again);
      text.append(String.format("  %5d %-17s", r.kilobits, notes));
    }
    return text.append('\n').toString().replaceAll(" +\n", "\n");
  }

  private static String head(Cell cell) {
    String buffer = cell.buffer > 0 ? Double.toString(cell.buffer) : "codel";
    return String.format(
        Locale.ROOT,
        "\n%-6s %4d %-6s %-6s",
        percent(cell.loss),
        cell.rttMillis,
        buffer,
        percent(cell.reordered));
  }

  private static String percent(double share) {
    return share == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", share * 100);
  }
}

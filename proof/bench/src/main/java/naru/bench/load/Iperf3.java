package naru.bench.load;

import java.util.ArrayList;
import java.util.List;
import naru.bench.load.Reading.Carried;
import naru.bench.machine.Guest;
import naru.bench.machine.Program;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One TCP stream from iperf3 in a guest, to or from a server on the host.
 *
 * @param port the server's
 * @param reverse whether the server sends
 */
public record Iperf3(Guest guest, int port, boolean reverse) implements Load {
  private static final String BUSY = "the server is busy";
  private static final int TRIES = 40;
  private static final long PAUSE_MILLIS = 250;

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** The guest sends. */
  public static Iperf3 out(Guest guest, int port) {
    return new Iperf3(guest, port, false);
  }

  /** The host sends. */
  public static Iperf3 in(Guest guest, int port) {
    return new Iperf3(guest, port, true);
  }

  @Override
  public Reading run(Yard yard, int seconds) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Program.IPERF3.word(),
                "--client",
                Guest.HOST,
                "--port",
                Integer.toString(port),
                "--time",
                Integer.toString(seconds),
                "--json"));
    if (reverse) {
      command.add("--reverse");
    }
    List<String> inside = guest.inside(command);
    String report = yard.run("iperf3", inside, seconds);
    for (int i = 0; i < TRIES && report.contains(BUSY); i++) {
      pause();
      report = yard.run("iperf3", inside, seconds);
    }
    return parse(report);
  }

  /** The server still waits for the last bytes of the test before. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.because("interrupted");
    }
  }

  /** From iperf3's report: what the receiver counted. */
  static Carried parse(String report) {
    try {
      JsonNode root = MAPPER.readTree(report);
      JsonNode received = root.path("end").path("sum_received");
      if (root.has("error") || !received.has("bytes")) {
        throw Trouble.because("iperf3: " + root.path("error").asString("no sum in its report"));
      }
      return new Carried(received.get("bytes").asLong(), received.get("seconds").asDouble());
    } catch (JacksonException e) {
      throw Trouble.because("iperf3 did not print JSON:\n" + report.indent(2));
    }
  }
}

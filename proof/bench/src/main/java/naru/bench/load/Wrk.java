package naru.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import naru.bench.load.Reading.Answers;
import naru.bench.machine.Program;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;

/**
 * HTTP/1.1 from wrk: connections, each with a request on its way all the time.
 *
 * @param connections at once
 * @param script a Lua file that makes the requests; empty for plain GETs
 * @param kept whether a connection has many requests, or each a connection of its own
 */
public record Wrk(String url, int connections, Optional<Path> script, boolean kept)
    implements Load {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern P99 = Pattern.compile(" 99%\\s+([\\d.]+[a-z]+)");
  private static final Pattern SOCKET_ERRORS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern WRONG_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  @Override
  public Reading run(Yard yard, int seconds) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Program.WRK.word(),
                "--threads",
                "1",
                "--connections",
                Integer.toString(connections),
                "--duration",
                seconds + "s",
                "--latency"));
    script.ifPresent(file -> command.addAll(List.of("--script", file.toString())));
    if (!kept) {
      command.addAll(List.of("--header", "Connection: close"));
    }
    command.add(url);
    return parse(yard.run("wrk", command, seconds));
  }

  /** From wrk's report with {@code --latency}. */
  static Answers parse(String report) {
    Output output = new Output("wrk", report);
    return new Answers(
        Long.parseLong(output.needed(REQUESTS)),
        output.sum(SOCKET_ERRORS) + output.sum(WRONG_STATUS),
        Double.parseDouble(output.needed(RATE)),
        tail(millis(output.needed(P99))));
  }

  /** wrk cannot time single answers of a batch, and prints zero. */
  private static double tail(double millis) {
    return millis == 0 ? Double.NaN : millis;
  }

  /** From wrk's form of a time, such as {@code 1.52ms}. */
  static double millis(String time) {
    int unit = 0;
    while (unit < time.length() && !Character.isLetter(time.charAt(unit))) {
      unit++;
    }
    double number = Double.parseDouble(time.substring(0, unit));
    return switch (time.substring(unit)) {
      case "us" -> number / 1000;
      case "ms" -> number;
      case "s" -> number * 1000;
      case "m" -> number * 60_000;
      default -> throw Trouble.because("wrk printed a time that is none: " + time);
    };
  }
}

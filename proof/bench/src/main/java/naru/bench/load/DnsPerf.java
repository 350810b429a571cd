package naru.bench.load;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import naru.bench.load.Reading.Answers;
import naru.bench.machine.Program;
import naru.bench.machine.Yard;

/**
 * Questions over UDP from dnsperf.
 *
 * <p>dnsperf prints no percentiles. So the tail comes from a second run of a second at a fixed rate
 * which every subject can hold, where dnsperf prints the time of each answer.
 *
 * @param questions a file with a name and a type in each line
 */
public record DnsPerf(int port, Path questions) implements Load {
  private static final int CLIENTS = 16;
  private static final int OUTSTANDING = 64;
  private static final int CALM_PER_SECOND = 10_000;

  private static final Pattern COMPLETED = Pattern.compile("Queries completed:\\s+(\\d+)");
  private static final Pattern LOST = Pattern.compile("Queries lost:\\s+(\\d+)");
  private static final Pattern GOOD = Pattern.compile("Response codes:.*NOERROR (\\d+)");
  private static final Pattern RATE = Pattern.compile("Queries per second:\\s+([\\d.]+)");
  private static final Pattern ANSWER = Pattern.compile("(?m)^> \\S+ \\S+ \\S+ ([\\d.]+)$");

  @Override
  public Reading run(Yard yard, int seconds) {
    return parse(yard.run("dnsperf", command(seconds, List.of()), seconds));
  }

  @Override
  public Reading completed(Yard yard, Reading seen) {
    List<String> calm = List.of("-v", "-Q", Integer.toString(CALM_PER_SECOND));
    double p99 = p99Millis(yard.run("dnsperf", command(1, calm), 1));
    return seen instanceof Answers a
        ? new Answers(a.operations(), a.errors(), a.opsPerSecond(), p99)
        : seen;
  }

  private List<String> command(int seconds, List<String> more) {
    return Stream.concat(
            Stream.of(
                Program.DNSPERF.word(),
                "-s",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-d",
                questions.toString(),
                "-c",
                Integer.toString(CLIENTS),
                "-q",
                Integer.toString(OUTSTANDING),
                "-l",
                Integer.toString(seconds)),
            more.stream())
        .toList();
  }

  /** From dnsperf's statistics; without the tail. */
  static Answers parse(String report) {
    Output output = new Output("dnsperf", report);
    long completed = Long.parseLong(output.needed(COMPLETED));
    long errors = output.sum(LOST) + completed - output.sum(GOOD);
    return new Answers(completed, errors, Double.parseDouble(output.needed(RATE)), Double.NaN);
  }

  /** From the lines that {@code -v} prints for each answer; not a number if there are none. */
  static double p99Millis(String report) {
    double[] seconds =
        ANSWER
            .matcher(report)
            .results()
            .map((MatchResult line) -> line.group(1))
            .mapToDouble(Double::parseDouble)
            .sorted()
            .toArray();
    return seconds.length == 0
        ? Double.NaN
        : seconds[(int) Math.ceil(seconds.length * 0.99) - 1] * 1000;
  }
}

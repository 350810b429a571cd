package naru.bench.load;

import java.util.List;
import java.util.regex.Pattern;
import naru.bench.load.Reading.Answers;
import naru.bench.machine.Program;
import naru.bench.machine.Yard;

/**
 * HTTP/2 over TLS from h2load: kept connections with several requests on their way on each. Its
 * report has no percentiles.
 *
 * @param connections at once
 * @param streams at once on each
 */
public record H2Load(String url, int connections, int streams) implements Load {
  private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([\\d.]+) req/s");
  private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded");
  private static final Pattern WRONG =
      Pattern.compile("(\\d+) failed, (\\d+) errored, (\\d+) timeout");
  private static final Pattern WRONG_STATUS = Pattern.compile("(\\d+) 4xx, (\\d+) 5xx");

  @Override
  public Reading run(Yard yard, int seconds) {
    List<String> command =
        List.of(
            Program.H2LOAD.word(),
            "--threads=1",
            "--clients=" + connections,
            "--max-concurrent-streams=" + streams,
            "--duration=" + seconds,
            url);
    return parse(yard.run("h2load", command, seconds));
  }

  static Answers parse(String report) {
    Output output = new Output("h2load", report);
    return new Answers(
        Long.parseLong(output.needed(SUCCEEDED)),
        output.sum(WRONG) + output.sum(WRONG_STATUS),
        Double.parseDouble(output.needed(RATE)),
        Double.NaN);
  }
}

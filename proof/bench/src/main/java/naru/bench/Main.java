package naru.bench;

import java.nio.file.Path;
import java.util.List;
import naru.bench.machine.Cores;
import naru.bench.machine.Packages;
import naru.bench.machine.Ports;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;
import naru.bench.report.BenchJson;
import naru.bench.report.Report;
import naru.bench.report.Table;
import naru.bench.subject.Naru;

/**
 * {@code naru bench NAME}: Naru and its rivals, one after the other under the same load.
 *
 * <p>The report goes to standard output, all else to standard error. Exit code 0; 1 if something
 * could not be started or measured; 2 for a wrong command line.
 */
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> words) {
    Options options;
    try {
      options = Options.parse(words);
    } catch (Trouble e) {
      System.err.println(e.getMessage());
      return USAGE;
    }
    try (Yard yard = Yard.open(Cores.ofThisProcess())) {
      Report report = report(options, yard);
      System.out.println(options.json() ? BenchJson.of(report) : Table.of(report));
      return 0;
    } catch (Trouble e) {
      System.err.println("bench: " + e.getMessage());
      return FAILED;
    }
  }

  private static Report report(Options options, Yard yard) {
    Plan plan = options.benchmark().plan(launcher(), yard.folder());
    Packages.of(yard.folder().resolve("apt.log"), Main::tell).provide(plan.needs());
    Fixtures.write(yard);
    Ports ports = new Ports();
    int origin = Contender.startBehind(plan.backing(), yard, ports).site().plain();
    List<Contender> contenders =
        plan.subjects().stream()
            .map(subject -> Contender.start(subject, yard, ports, origin))
            .toList();
    Rounds rounds = new Rounds(yard, contenders, plan.cases(), Main::tell);
    return Report.of(rounds.run(options.rounds(), options.seconds()), Naru.NAME);
  }

  /** The launcher says where it is; without it, this is started at the top of the project. */
  private static Path launcher() {
    return Path.of(System.getProperty("naru.home", "."), "naru").toAbsolutePath();
  }

  private static void tell(String line) {
    System.err.println(line);
  }
}

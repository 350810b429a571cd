package naru.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import naru.bench.machine.Cores;
import naru.bench.machine.Packages;
import naru.bench.machine.Ports;
import naru.bench.machine.Program;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;
import naru.bench.report.BenchJson;
import naru.bench.report.Report;
import naru.bench.report.Sample;
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
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(Options.USAGE);
      return 0;
    }
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
    List<Plan> plans = options.benchmark().plans(launcher(), yard.folder());
    Set<Program> needs = EnumSet.noneOf(Program.class);
    plans.forEach(plan -> needs.addAll(plan.needs()));
    Packages.of(yard.folder().resolve("apt.log"), Main::tell).provide(needs);
    if (needs.contains(Program.OPENSSL)) {
      Fixtures.write(yard);
    }
    Ports ports = new Ports();
    List<Sample> samples = new ArrayList<>();
    plans.forEach(plan -> samples.addAll(samples(plan, options, yard, ports)));
    return Report.of(samples, Naru.NAME);
  }

  private static List<Sample> samples(Plan plan, Options options, Yard yard, Ports ports) {
    List<Contender> all = new ArrayList<>();
    try {
      plan.backing().ifPresent(b -> all.add(Contender.startBehind(b, plan, yard, ports)));
      int origin = all.isEmpty() ? 0 : all.getFirst().site().plain();
      List<Contender> contenders =
          plan.subjects().stream()
              .map(subject -> Contender.start(subject, plan, yard, ports, origin))
              .toList();
      all.addAll(contenders);
      Rounds rounds = new Rounds(yard, contenders, plan, Main::tell);
      return rounds.run(options.rounds(), options.seconds());
    } finally {
      all.forEach(Contender::end);
    }
  }

  /** The launcher says where it is; without it, this is started at the top of the project. */
  private static Path launcher() {
    return Path.of(System.getProperty("naru.home", "."), "naru").toAbsolutePath();
  }

  private static void tell(String line) {
    System.err.println(line);
  }
}

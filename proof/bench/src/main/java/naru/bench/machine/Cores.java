package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which core the server under test has for itself, and which one load and origin share.
 *
 * @param server number of a core, as the kernel counts them
 * @param load number of another core
 */
public record Cores(int server, int load) {
  private static final String KEY = "Cpus_allowed_list:";

  /** The first two cores that this process may use. */
  public static Cores ofThisProcess() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(KEY))
          .findFirst()
          .map(line -> firstTwo(line.substring(KEY.length()).strip()))
          .orElseThrow(() -> Trouble.because("/proc/self/status does not tell the cores"));
    } catch (IOException e) {
      throw Trouble.because("needs Linux with /proc: " + e.getMessage());
    }
  }

  /** From the kernel's form of a list, such as {@code 0-3,8}. */
  static Cores firstTwo(String list) {
    List<Integer> cores = new ArrayList<>();
    for (String range : list.split(",")) {
      String[] ends = range.split("-");
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
        cores.add(core);
      }
    }
    if (cores.size() < 2) {
      throw Trouble.because("needs two cores: one for the server, one for load and origin");
    }
    return new Cores(cores.get(0), cores.get(1));
  }
}

package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The memory that a process and all below it have in RAM now. Pages that several of them share
 * count once, by shares (PSS of {@code /proc/PID/smaps_rollup}, proc(5)); what the kernel keeps for
 * their sockets does not count.
 *
 * @param kibibytes of all of them
 */
public record Resident(long kibibytes) {
  private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

  static Resident of(ProcessHandle root) {
    try (Stream<ProcessHandle> below = root.descendants()) {
      LongStream all =
          LongStream.concat(LongStream.of(root.pid()), below.mapToLong(ProcessHandle::pid));
      return new Resident(all.map(Resident::of).sum());
    }
  }

  private static long of(long pid) {
    try {
      return parse(Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
    } catch (IOException e) {
      return 0; // it has ended between the listing and the reading
    }
  }

  /** From the text of {@code smaps_rollup}; 0 if it says nothing. */
  static long parse(String rollup) {
    Matcher share = SHARE.matcher(rollup);
    return share.find() ? Long.parseLong(share.group(1)) : 0;
  }

  /** The same in units of 2^20 bytes. */
  public double mebibytes() {
    return kibibytes / 1024.0;
  }
}

package naru.journey;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own, on the class path of the tests. */
public final class Program {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Program() {}

  /** What a process left. */
  public record Result(int exit, String out, String err) {}

  /** The command line of {@code naru ARGS...}. */
  public static List<String> command(List<String> flags, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "naru.app.Main"));
    command.addAll(List.of(args));
    return command;
  }

  /** Runs one command to its end. */
  public static Result run(String... args) throws IOException, InterruptedException {
    return Programs.run(60, command(List.of("-Xmx256m"), args));
  }
}

package naru.bench.subject;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import naru.bench.machine.Trouble;

/** A program of this benchmark's own, with the flags that Naru is started with. */
final class JavaProgram {
  private JavaProgram() {}

  /**
   * @param flags that replace the launcher's
   */
  static List<String> command(Class<?> main, List<String> flags, List<String> arguments) {
    String java =
        ProcessHandle.current()
            .info()
            .command()
            .orElseThrow(() -> Trouble.because("cannot tell where java is"));
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }
}

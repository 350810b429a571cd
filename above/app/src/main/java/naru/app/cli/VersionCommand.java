package naru.app.cli;

import io.netty.util.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code naru version}, {@code naru --version}. */
@picocli.CommandLine.Command(name = "version")
public final class VersionCommand implements Command {
  @Override
  public int run(Terminal terminal) {
    String version = version();
    String java = Runtime.version().toString();
    if (terminal.look().json()) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("schema", "naru.version/1");
      out.put("version", version);
      out.put("java", java);
      out.put("netty", netty());
      terminal.json(out);
    } else {
      terminal.out().println("naru " + version + " (Java " + java + ", Netty " + netty() + ")");
    }
    return Exit.OK;
  }

  /** As its jar tells; empty if it does not. */
  private static String netty() {
    Version common = Version.identify().get("netty-common");
    return common == null ? "" : common.artifactVersion();
  }

  /** From the jar's manifest; classes that are in no jar are under development. */
  public static String version() {
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}

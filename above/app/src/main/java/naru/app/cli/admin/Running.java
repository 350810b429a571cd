package naru.app.cli.admin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.cli.Terminal;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running Naru is meant: the one whose state directory this is. */
final class Running {
  private static final Path USUAL_FILE = Path.of("naru.yaml");
  private static final String USUAL_STATE = ".naru";
  private static final Pattern STATE_LINE =
      Pattern.compile("state\\s*:\\s*([\"']?)([^\"'#]+?)\\1\\s*(#.*)?");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      descriptionKey = "running.config")
  private @Nullable Path file;

  @Option(names = "--state", paramLabel = "DIR", descriptionKey = "running.state")
  private @Nullable Path state;

  @Option(names = "--api", paramLabel = "URL", descriptionKey = "running.api")
  private @Nullable String api;

  /** What is said to it. */
  interface Talk {
    /** Returns the exit code. */
    int with(AdminClient client);
  }

  /** Finds it, talks to it, and says what went wrong if something did. */
  int talk(Terminal terminal, Talk talk) {
    Path where = state();
    try (AdminClient client =
        AdminClient.open(where, Optional.ofNullable(api), terminal.language())) {
      return talk.with(client);
    } catch (FailureException e) {
      return say(e.failure(), where, terminal);
    }
  }

  private int say(Failure failure, Path where, Terminal terminal) {
    String number = failure.code().number();
    if (failure.code() == Code.ADMIN_UNREACHABLE) {
      silent()
          .ifPresentOrElse(
              named -> terminal.tell("admin.no-listener", number, named.toString()),
              () -> terminal.tell("admin.unreachable", number, where.toString(), failure.detail()));
    } else {
      terminal.tell("failure", number, failure.detail());
    }
    return failure.code().exit();
  }

  /** The config file, if it is valid and opens no way for commands. */
  private Optional<Path> silent() {
    if (state != null || api != null) {
      return Optional.empty();
    }
    Path config = file == null ? USUAL_FILE : file;
    return ConfigFile.load(config) instanceof Loaded.Valid valid
            && valid.config().listen().admin().isEmpty()
        ? Optional.of(config)
        : Optional.empty();
  }

  /** The state directory: as told, as the config file says, or {@code ./.naru}. */
  Path state() {
    if (state != null) {
      return state;
    }
    if (file == null && Files.notExists(USUAL_FILE)) {
      return Path.of(USUAL_STATE);
    }
    Path config = file == null ? USUAL_FILE : file;
    return switch (ConfigFile.load(config)) {
      case Loaded.Valid valid -> valid.config().state();
      case Loaded.Invalid invalid -> sibling(config, stated(invalid.report().source().lines()));
    };
  }

  /** A file that is being edited may be broken; which Naru is meant should be clear even so. */
  private static String stated(List<String> lines) {
    return lines.stream()
        .map(STATE_LINE::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(2))
        .findFirst()
        .orElse(USUAL_STATE);
  }

  private static Path sibling(Path config, String name) {
    return config.toAbsolutePath().resolveSibling(name).normalize();
  }
}

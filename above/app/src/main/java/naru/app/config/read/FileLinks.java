package naru.app.config.read;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import naru.app.config.Config;
import naru.app.config.FolderSettings;
import naru.app.config.OriginSettings;
import naru.app.config.Route;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Reading;
import naru.app.text.Text;
import naru.base.Place;
import naru.gateway.config.PathPattern;
import naru.origin.files.Pages;

/**
 * Whether the folders that are to be served have what is said of them. What is missing is a warning
 * here, as the file may be checked where they are not, and an error when they are opened; something
 * else in a folder's place is wrong wherever it is.
 */
final class FileLinks {
  private static final Text AS_ALIAS =
      Text.of(
          "write rewrite: { prefix: / } if the folder stands for the prefix",
          "폴더가 접두사 자리를 대신하면 rewrite: { prefix: / }를 쓰세요");

  private final Reading reading;

  private FileLinks(Reading reading) {
    this.reading = reading;
  }

  static void check(Config config, Reading reading) {
    FileLinks links = new FileLinks(reading);
    links.origin(config.origin());
    for (Route route : config.gateway().routes()) {
      if (route.to() instanceof Route.Destination.ToFiles to) {
        links.folder(to.files());
        links.prefix(route, to);
      }
    }
  }

  private void origin(OriginSettings origin) {
    origin.files().ifPresent(folder -> there(folder, origin.place()));
    origin
        .fallback()
        .filter(page -> origin.files().map(f -> lacks(f, page)).orElse(true))
        .ifPresent(page -> report(ConfigCode.NO_FALLBACK, origin.place(), page, "origin.files"));
  }

  private void folder(FolderSettings files) {
    there(files.folder(), files.place());
    Pages pages = files.pages();
    Stream.of(pages.fallback(), pages.missing())
        .flatMap(Optional::stream)
        .filter(page -> lacks(files.folder(), page))
        .forEach(
            page -> report(ConfigCode.NO_FALLBACK, files.place(), page, files.folder().toString()));
  }

  private void there(Path folder, Place place) {
    if (!Files.isDirectory(folder)) {
      boolean other = Files.exists(folder);
      ConfigCode code = other ? ConfigCode.NOT_A_FOLDER : ConfigCode.NO_SUCH_FOLDER;
      report(code, place, folder.toString());
    }
  }

  /** As nginx's root: who means its alias has nothing where it is looked for. */
  private void prefix(Route route, Route.Destination.ToFiles to) {
    if (route.changes().rewrite().flatMap(r -> r.path()).isPresent()) {
      return;
    }
    route.match().what().paths().stream()
        .filter(PathPattern::below)
        .filter(p -> p.regex().isEmpty())
        .map(PathPattern::prefix)
        .filter(prefix -> !prefix.isEmpty() && !prefix.equals("/") && !prefix.contains("%"))
        .filter(prefix -> isNowhere(to.files().folder(), prefix))
        .findFirst()
        .ifPresent(
            prefix ->
                reading.report(
                    ConfigCode.PREFIX_IN_FOLDER,
                    to.place(),
                    Optional.of(AS_ALIAS),
                    Text.same(route.name()),
                    Text.same(prefix)));
  }

  private static boolean isNowhere(Path folder, String path) {
    try {
      return Files.isDirectory(folder) && !Files.exists(folder.resolve(path.substring(1)));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  private static boolean lacks(Path folder, String page) {
    try {
      return Files.isDirectory(folder) && !Files.isRegularFile(folder.resolve(page.substring(1)));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  private void report(ConfigCode code, Place at, String... values) {
    reading.report(
        code, at, Optional.empty(), Stream.of(values).map(Text::same).toArray(Text[]::new));
  }
}

package naru.app;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Config;
import naru.app.config.FolderSettings;
import naru.app.config.Route;
import naru.app.config.problem.Inapplicable;
import naru.app.text.Text;
import naru.app.wiring.OriginWiring;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.origin.OriginStop;
import naru.origin.RouteFiles;
import naru.origin.files.FileConfig;
import naru.origin.files.FileSite;

/**
 * The folders that routes of the gateway answer from. Routes that say the same share one, and a
 * reload keeps those of which nothing has changed, with what they have in memory.
 */
final class Sites {
  private static final Text MAKE_FOLDER =
      Text.of(
          "make the folder, let this user read it, or name another",
          "폴더를 만들거나, 이 사용자가 읽을 수 있게 하거나, 다른 폴더를 쓰세요");

  /** None. */
  static final Sites NONE = new Sites(Map.of(), Map.of());

  private final Map<FileConfig, FileSite> open;
  private final Map<String, RouteFiles> byRoute;

  private Sites(Map<FileConfig, FileSite> open, Map<String, RouteFiles> byRoute) {
    this.open = open;
    this.byRoute = byRoute;
  }

  /**
   * Those of a config, of which some may be open here. Blocks.
   *
   * @throws Inapplicable if a folder is not there
   */
  Sites follow(Config config, OriginStop origin) {
    Map<FileConfig, FileSite> sites = new HashMap<>();
    Map<String, RouteFiles> routes = new HashMap<>();
    for (Route route : config.gateway().routes()) {
      if (route.to() instanceof Route.Destination.ToFiles to) {
        FolderSettings said = to.files();
        FileSite site =
            sites.computeIfAbsent(
                OriginWiring.files(said), files -> open(files, route, said, origin));
        routes.put(route.name(), new RouteFiles(site, route.name(), said.place()));
      }
    }
    return new Sites(sites, routes);
  }

  private FileSite open(FileConfig files, Route route, FolderSettings said, OriginStop origin) {
    try {
      FileSite fresh = origin.site(files);
      FileSite before = open.get(files);
      return before != null && fresh.standsWhere(before) ? before : fresh;
    } catch (IOException e) {
      String detail =
          "the files of route '" + route.name() + "' cannot be served: " + e.getMessage();
      Failure failure = Failure.of(Code.FILE_FOLDER, Side.US, detail).causedBy(e);
      throw Inapplicable.at(said.place(), failure.asException()).helped(MAKE_FOLDER);
    }
  }

  /** The folder of a route; empty for routes that go elsewhere. */
  Optional<RouteFiles> of(String route) {
    return Optional.ofNullable(byRoute.get(route));
  }
}

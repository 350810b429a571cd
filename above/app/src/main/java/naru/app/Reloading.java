package naru.app;

import java.util.function.Supplier;
import naru.admin.Reload;
import naru.app.config.problem.ReportJson;
import naru.app.config.problem.ReportText;
import naru.app.config.read.Loaded;
import naru.app.text.Language;
import naru.trace.render.Lang;

/** Reads the config again and puts it in force, or says why not and changes nothing. */
final class Reloading implements Reload {
  private final Journey journey;
  private final Supplier<Loaded> again;

  Reloading(Journey journey, Supplier<Loaded> again) {
    this.journey = journey;
    this.again = again;
  }

  @Override
  public synchronized Outcome reload(Lang lang) {
    Language language = lang.tag().equals("ko") ? Language.KO : Language.EN;
    Loaded loaded = again.get();
    return switch (loaded) {
      case Loaded.Valid valid -> new Outcome.Applied(journey.reload(valid.config()));
      case Loaded.Invalid invalid ->
          new Outcome.Refused(
              journey.ways().generation(),
              ReportJson.of(invalid.report(), language),
              ReportText.of(invalid.report(), language, false));
    };
  }
}

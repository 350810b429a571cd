package naru.app;

import java.util.function.Supplier;
import naru.admin.Reload;
import naru.app.config.problem.Inapplicable;
import naru.app.config.problem.Problems;
import naru.app.config.problem.Report;
import naru.app.config.problem.ReportJson;
import naru.app.config.problem.ReportText;
import naru.app.config.read.Loaded;
import naru.app.text.Language;
import naru.base.FailureException;
import naru.base.Place;
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
      case Loaded.Valid valid -> apply(valid, language);
      case Loaded.Invalid invalid ->
          new Outcome.Refused(
              journey.ways().generation(),
              ReportJson.of(invalid.report(), language),
              ReportText.of(invalid.report(), language, false));
    };
  }

  private Outcome apply(Loaded.Valid valid, Language language) {
    try {
      int generation = journey.reload(valid.config());
      return new Outcome.Applied(generation, AtStart.changed(journey.started(), valid.config()));
    } catch (Inapplicable e) {
      return refused(valid, e, language);
    } catch (FailureException e) { // such as a file that was there when the config was read
      Place all = new Place(valid.report().source().file(), 0, 0);
      return refused(valid, Inapplicable.at(all, e), language);
    }
  }

  private Outcome refused(Loaded.Valid valid, Inapplicable what, Language language) {
    Problems problems = new Problems();
    valid.report().problems().forEach(problems::add);
    problems.add(what.problem());
    Report report = Report.of(valid.report().source(), problems);
    return new Outcome.Refused(
        journey.ways().generation(),
        ReportJson.of(report, language),
        ReportText.of(report, language, false));
  }
}

package naru.bench;

import java.io.IOException;
import naru.bench.load.Load;
import naru.bench.load.Reading;
import naru.bench.machine.Child;
import naru.bench.machine.CpuClock;
import naru.bench.machine.Guest;
import naru.bench.machine.Ports;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;
import naru.bench.report.Sample;
import naru.bench.subject.Site;
import naru.bench.subject.Subject;

/** A server under test that is running. */
record Contender(Subject subject, Site site, Child child) {
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long PAUSE_MILLIS = 50;

  /** Starts it on its core and returns when it can be used. */
  static Contender start(Subject subject, Plan plan, Yard yard, Ports ports, int origin) {
    Site site = Site.in(yard, place(plan, subject.name()), ports, origin);
    Site own = subject.relays() ? site.with(Guest.start(yard, site.folder())) : site;
    Child child = yard.serve(subject.name(), subject.prepare(own), own.folder());
    return new Contender(subject, own, child).awaited();
  }

  /** Starts the server behind, on the core of the load, and returns when it can be used. */
  static Contender startBehind(Subject subject, Plan plan, Yard yard, Ports ports) {
    Site site = Site.in(yard, place(plan, "behind"), ports, 0);
    Child child = yard.support(subject.name(), subject.prepare(site), site.folder());
    return new Contender(subject, site, child).awaited();
  }

  private static String place(Plan plan, String name) {
    return plan.name().isEmpty() ? name : plan.name() + "-" + name;
  }

  String name() {
    return subject.name();
  }

  /** Whether it still compiles itself while it runs. */
  boolean compiles() {
    return subject.compiles();
  }

  /** Ends it, and the guest that it served. */
  void end() {
    child.end();
    site.guests().forEach(Guest::end);
  }

  /**
   * Puts load on it whose figures are thrown away; throws {@link Trouble} if it answers wrongly.
   */
  void warm(Case asked, Yard yard, int seconds) {
    Load load = asked.load().apply(site);
    Reading seen;
    try (Load.Company _ = load.company()) {
      seen = load.run(yard, seconds);
    }
    if (!child.running()) {
      throw child.trouble("ended under load of " + asked.name());
    }
    if (seen.isWrong()) {
      throw child.trouble("had too many errors: " + seen + " of " + asked.name());
    }
  }

  /** One round of one case. */
  Sample measure(Case asked, Yard yard, int seconds) {
    Load load = asked.load().apply(site);
    CpuClock cpu = child.cpu();
    try (Load.Company _ = load.company()) {
      long before = cpu.micros();
      Reading seen = load.run(yard, seconds);
      double micros = cpu.micros() - before;
      double mebibytes = child.resident().mebibytes();
      if (!child.running() || seen.isEmpty()) {
        throw child.trouble("did not answer " + asked.name());
      }
      Sample sample = load.completed(yard, seen).sample(asked.name(), name(), micros);
      return asked.sized() ? sample.resident(mebibytes) : sample;
    }
  }

  private Contender awaited() {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!accepts()) {
      if (!child.running()) {
        throw child.trouble("did not start");
      }
      if (System.nanoTime() - end > 0) {
        throw child.trouble("cannot be used");
      }
      pause();
    }
    return this;
  }

  private boolean accepts() {
    try {
      return subject.accepts(site);
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.because("interrupted");
    }
  }
}

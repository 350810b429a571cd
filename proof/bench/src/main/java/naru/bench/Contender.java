package naru.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import naru.bench.load.Load;
import naru.bench.load.Reading;
import naru.bench.machine.Child;
import naru.bench.machine.CpuClock;
import naru.bench.machine.Ports;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;
import naru.bench.report.Sample;
import naru.bench.subject.Site;
import naru.bench.subject.Subject;

/** A server under test that is running. */
record Contender(String name, Site site, Child child) {
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long PAUSE_MILLIS = 50;

  /** A load that meets more errors than one in so many answers is no measurement. */
  private static final long ANSWERS_PER_ERROR = 100;

  /** Starts it on its core and returns when it accepts connections. */
  static Contender start(Subject subject, Yard yard, Ports ports, int origin) {
    Site site = Site.in(yard, subject.name(), ports, origin);
    Child child = yard.serve(subject.name(), subject.prepare(site), site.folder());
    return new Contender(subject.name(), site, child).awaited();
  }

  /** Starts the server behind, on the core of the load, and returns when it accepts connections. */
  static Contender startBehind(Subject subject, Yard yard, Ports ports) {
    Site site = Site.in(yard, "behind", ports, 0);
    Child child = yard.support(subject.name(), subject.prepare(site), site.folder());
    return new Contender(subject.name(), site, child).awaited();
  }

  /**
   * Puts load on it whose figures are thrown away; throws {@link Trouble} if it answers wrongly.
   */
  void warm(Case asked, Yard yard, int seconds) {
    Reading seen = asked.load().apply(site).run(yard, seconds);
    if (!child.running()) {
      throw child.trouble("ended under load of " + asked.name());
    }
    if (seen.errors() * ANSWERS_PER_ERROR >= Math.max(1, seen.operations())) {
      throw child.trouble(
          "had %d errors beside %d answers of %s"
              .formatted(seen.errors(), seen.operations(), asked.name()));
    }
  }

  /** One round of one case. */
  Sample measure(Case asked, Yard yard, int seconds) {
    Load load = asked.load().apply(site);
    CpuClock cpu = child.cpu();
    long before = cpu.micros();
    Reading seen = load.run(yard, seconds);
    double micros = cpu.micros() - before;
    if (!child.running() || seen.operations() == 0) {
      throw child.trouble("did not answer " + asked.name());
    }
    Reading all = load.completed(yard, seen);
    return new Sample(
        asked.name(),
        name,
        micros / all.operations(),
        all.opsPerSecond(),
        all.p99Millis(),
        all.errors());
  }

  private Contender awaited() {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!accepts()) {
      if (!child.running()) {
        throw child.trouble("did not start");
      }
      if (System.nanoTime() - end > 0) {
        throw child.trouble("does not listen on port " + site.plain());
      }
      pause();
    }
    return this;
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.plain()));
      return true;
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

package naru.stack.drill;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import naru.stack.Stack;
import naru.testkit.Seeds;
import naru.testkit.VirtualClock;
import naru.testkit.drill.Call;
import naru.testkit.drill.Outcome;
import naru.testkit.drill.Script;
import naru.testkit.drill.Subject;

/** Naru's stack as the subject of a script: nothing is early or late in virtual time. */
final class NaruSubject implements Subject {
  private final VirtualClock clock = new VirtualClock();
  private final Map<Integer, Socket> sockets = new HashMap<>();
  private final Script script;
  private final Capture link;
  private final Stack stack;
  private final long start;

  private NaruSubject(Script script, Seeds seeds) {
    this.script = script;
    clock.advance(1_000_000_000L); // a host that was up before
    start = clock.nanos();
    link = new Capture(clock, script.setting("mtu", 1500));
    stack = Stack.of(Settings.stack(script), clock, seeds.generator("stack"));
    stack.link(link);
  }

  static NaruSubject of(Script script, Seeds seeds) {
    return new NaruSubject(script, seeds);
  }

  @Override
  public long now() {
    return clock.nanos() - start;
  }

  @Override
  public long toleranceNanos(long wait) {
    return 0;
  }

  @Override
  public void arrive(byte[] packet) {
    stack.frame(Capture.frame(packet));
    stack.flush();
  }

  @Override
  public Optional<Departure> depart(long until) {
    while (true) {
      Optional<Departure> next = link.next();
      if (next.isPresent()) {
        return Optional.of(new Departure(next.get().at() - start, next.get().packet()));
      }
      if (stack.deadline() > until + start) {
        clock.moveTo(Math.max(clock.nanos(), until + start));
        return Optional.empty();
      }
      clock.moveTo(Math.max(clock.nanos(), stack.deadline()));
      stack.expire(clock.nanos());
      stack.flush();
    }
  }

  @Override
  public Outcome call(Call call) {
    Outcome outcome =
        switch (call) {
          case Call.Socket c -> socket(c);
          case Call.Bind _ -> Outcome.DONE;
          case Call.Listen c -> at(c).listen(stack, script.addresses(), c.backlog());
          case Call.Accept c -> accept(c);
          case Call.Connect c ->
              at(c).connect(stack, script.addresses(), script.setting("ecn", 2) == 1);
          case Call.Write c -> at(c).write(c.bytes());
          case Call.Read c -> at(c).read(c.bytes());
          case Call.Shutdown c -> at(c).shutdown();
          case Call.Close c -> close(c);
          case Call.Set c -> at(c).set(c.setting(), c.value());
          case Call.TakeError c -> at(c).takeError();
          case Call.State c -> at(c).state();
        };
    stack.flush();
    return outcome;
  }

  private Outcome socket(Call.Socket call) {
    sockets.put(call.fd(), new Socket(Settings.options(script)));
    return Outcome.DONE;
  }

  private Outcome accept(Call.Accept call) {
    Socket accepted = at(call).accept();
    if (accepted == null) {
      return Outcome.failed("EAGAIN");
    }
    sockets.put(call.as(), accepted);
    return Outcome.DONE;
  }

  private Outcome close(Call.Close call) {
    Outcome outcome = at(call).close();
    sockets.remove(call.fd());
    return outcome;
  }

  private Socket at(Call call) {
    Socket socket = sockets.get(call.fd());
    if (socket == null) {
      throw new IllegalStateException("no socket " + call.fd());
    }
    return socket;
  }

  @Override
  public void close() {
    sockets.values().forEach(Socket::discard);
    stack.flush();
    stack.close();
  }
}

package naru.app.cli.admin;

import java.nio.file.Path;
import java.util.Optional;
import naru.admin.AdminCard;
import naru.app.text.Language;
import naru.base.FailureException;
import naru.trace.Trace;
import naru.trace.render.TraceJson;
import picocli.CommandLine.Mixin;

/**
 * What a running Naru knows of a request that this process made: both parts are one trace, by its
 * id, and stand on the same clock where both are on one machine. Ours is handed in, so that it is
 * kept there whole.
 */
public final class TheirPart {
  private static final long PATIENCE_NANOS = 500_000_000L;
  private static final long QUIET_NANOS = 60_000_000L;
  private static final long PAUSE_MILLIS = 15;

  @Mixin private Running running = new Running();

  /** Made by the command line. */
  public TheirPart() {}

  /** The whole trace; our own part alone where no Naru runs, or it saw nothing of the request. */
  public Trace joinedWith(Trace own, Language language) {
    Path state = running.state();
    if (AdminCard.read(state).isEmpty()) {
      return own;
    }
    try (AdminClient client = AdminClient.open(state, Optional.empty(), language)) {
      client.post("/traces", TraceJson.node(own));
      return whenQuiet(client, own);
    } catch (FailureException nobodyThere) {
      return own;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return own;
    }
  }

  /** The other stops end a moment after the client: the trace is whole when it stops growing. */
  private static Trace whenQuiet(AdminClient client, Trace own) throws InterruptedException {
    long begin = System.nanoTime();
    long grown = begin;
    Trace trace = own;
    while (System.nanoTime() - grown < QUIET_NANOS && System.nanoTime() - begin < PATIENCE_NANOS) {
      Trace now = TraceJson.read(client.text("/traces/" + own.id()));
      if (now.told().size() > trace.told().size()) {
        trace = now;
        grown = System.nanoTime();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return trace;
  }
}

package naru.dns;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.base.Failure;
import naru.dns.core.KnownNames;
import naru.dns.core.Lesson;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.Witness;
import naru.wire.dns.Message;
import naru.wire.dns.Type;

/**
 * The two questions for a host's addresses, IPv4 and IPv6, become one outcome. When the first has
 * addresses the other is waited for 50 ms more (the resolution delay of RFC 8305 section 3).
 * Confined to its loop; after the outcome nothing is told any more, because the span may be over.
 */
final class BothFamilies implements Witness {
  private final String host;
  private final EventLoop loop;
  private final Span span;
  private final long patienceNanos;
  private final Consumer<Lesson> outcome;
  private final Runnable answered;
  private final List<Lesson> lessons = new ArrayList<>(2);
  private boolean over;

  BothFamilies(
      String host,
      EventLoop loop,
      Span span,
      long patienceNanos,
      Consumer<Lesson> outcome,
      Runnable answered) {
    this.host = host;
    this.loop = loop;
    this.span = span;
    this.patienceNanos = patienceNanos;
    this.outcome = outcome;
    this.answered = answered;
  }

  @Override
  public void add(Party from, Party to, Provenance provenance, Event event) {
    if (!over) {
      span.add(from, to, provenance, event);
    }
  }

  /** Where the answer of a family goes. */
  Asker.Asked of(Type type) {
    return new Asker.Asked() {
      @Override
      public void answered(Message message, int bytes) {
        add(Party.DNS, span.at(), Provenance.WIRE, Account.told(host, type, message, bytes));
        learned(Lesson.of(host, message));
      }

      @Override
      public void failed(Failure failure, int extendedError) {
        learned(new Lesson(new KnownNames.Nothing(failure), 0));
      }
    };
  }

  private void learned(Lesson lesson) {
    answered.run();
    lessons.add(lesson);
    if (over) {
      return;
    }
    if (lessons.size() == 2) {
      end();
    } else if (lesson.outcome() instanceof KnownNames.Addresses) {
      loop.schedule(this::end, patienceNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    outcome.accept(lessons.stream().reduce(Lesson::joined).orElseThrow());
  }
}

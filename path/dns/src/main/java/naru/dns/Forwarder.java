package naru.dns;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Failure;
import naru.base.Limit;
import naru.dns.core.Forward;
import naru.dns.core.Inquiry;
import naru.trace.Party;
import naru.trace.Witness;
import naru.wire.Octets;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.QueryView;
import naru.wire.dns.Question;
import naru.wire.dns.Type;

/**
 * Asks upstream servers on behalf of clients. One per loop and confined to it: clients of a loop
 * who ask the same wait for one inquiry together.
 */
final class Forwarder {
  private static final int MIN_ATTEMPTS = 3;

  private final Asker asker;
  private final EventLoop loop;
  private final Limit waiting;
  private final long timeoutNanos;
  private final SecureRandom random = new SecureRandom();
  private final Map<Octets, List<Asker.Asked>> open = new HashMap<>();

  Forwarder(Asker asker, EventLoop loop, Limit waiting, long timeoutNanos) {
    this.asker = asker;
    this.loop = loop;
    this.waiting = waiting;
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * Asks, unless the same is being asked already.
   *
   * @param witness of the client whose question this is; told what is sent
   * @return false if too many are waiting; then nothing will be called
   */
  boolean forward(QueryView query, Forward by, Witness witness, Asker.Asked client) {
    if (!waiting.tryTake(1)) {
      return false;
    }
    Octets key = Octets.of(query.key());
    List<Asker.Asked> clients = open.get(key);
    if (clients != null) {
      clients.add(client);
      return true;
    }
    clients = new ArrayList<>(1);
    clients.add(client);
    open.put(key, clients);
    asker.ask(inquiry(query, by), loop, Party.DNS, witness, new Sharing(key));
    return true;
  }

  private Inquiry inquiry(QueryView query, Forward by) {
    Question question = Question.of(query.name().lower(), new Type(query.type()));
    Inquiry.Manner manner =
        new Inquiry.Manner(
            Math.max(MIN_ATTEMPTS, by.servers().size()),
            timeoutNanos,
            query.dnssecOk(),
            query.has(Header.CD),
            Optional.empty());
    return Inquiry.of(question, by.servers(), manner, random);
  }

  /** Gives one outcome to all who wait for it. */
  private final class Sharing implements Asker.Asked {
    private final Octets key;

    Sharing(Octets key) {
      this.key = key;
    }

    @Override
    public void answered(Message message, int bytes) {
      clients().forEach(client -> client.answered(message, bytes));
    }

    @Override
    public void failed(Failure failure, int extendedError) {
      clients().forEach(client -> client.failed(failure, extendedError));
    }

    private List<Asker.Asked> clients() {
      List<Asker.Asked> clients = Optional.ofNullable(open.remove(key)).orElse(List.of());
      waiting.give(clients.size());
      return clients;
    }
  }
}

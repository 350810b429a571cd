package naru.dns;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.Arrays;
import naru.base.Clock;
import naru.base.Failure;
import naru.dns.core.Forward;
import naru.dns.core.Reply;
import naru.dns.core.Responder;
import naru.dns.core.Responder.Decision;
import naru.dns.core.TokenBucket;
import naru.trace.Span;
import naru.trace.Tracer;
import naru.trace.Witness;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Message;
import naru.wire.dns.QueryView;
import naru.wire.dns.QueryView.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One loop's place of work: its view, its reply, its forwarder. Everything that a query needs is
 * here already, so that the usual one builds nothing. Confined to the loop.
 */
final class Desk {
  /** The longest query that is read; longer ones are cut and so malformed. */
  static final int MAX_QUERY_BYTES = 4096;

  /** How many queries a second a loop tells on its own; those that join a trace always are. */
  private static final int TRACED_PER_SECOND = 200;

  private static final Witness NOBODY = (from, to, provenance, event) -> {};

  private final Tracer tracer;
  private final Clock clock;
  private final Counts counts;
  private final Forwarder forwarder;
  private final TokenBucket traced;
  private final QueryView query;
  private final QueryView later;
  private final Reply reply = new Reply();
  private final byte[] in = new byte[MAX_QUERY_BYTES];
  private Span span;

  Desk(Tracer tracer, Counts counts, Forwarder forwarder, long seed) {
    this.tracer = tracer;
    this.clock = tracer.clock();
    this.counts = counts;
    this.forwarder = forwarder;
    this.traced = TokenBucket.of(TRACED_PER_SECOND, clock.nanos());
    this.query = QueryView.seeded(seed);
    this.later = QueryView.seeded(seed);
    this.span = tracer.span();
  }

  /** Where a client's answer goes. */
  interface Client {
    /** The answer, in the first {@code reply.length()} bytes; valid only during the call. */
    void answer(Reply reply);

    /** The answer comes later; the client must outlive this call. Called at most once. */
    Client later();

    /** Nothing will come. */
    void silence();

    boolean stream();

    /** The address that it asks from. */
    InetAddress address();

    /** Our address, for the trace; made only when it is told. */
    String server();

    /** The part of the trace begins: time to tell what came before. */
    void began(Span span);
  }

  /** Takes a query: the readable bytes, which stay the caller's. */
  void take(ByteBuf content, Responder responder, Client client) {
    int length = Math.min(content.readableBytes(), MAX_QUERY_BYTES);
    content.getBytes(content.readerIndex(), in, 0, length);
    Shape shape = query.read(in, length);
    long now = clock.nanos();
    counts.query(client.stream());
    @Nullable Span told = shape == Shape.SILENT ? null : tell(shape, now, client);
    boolean recursion = responder.recursesFor(client.address());
    Decision decision = responder.decide(shape, query, client.stream(), recursion, now, reply);
    switch (decision) {
      case ANSWER -> {
        if (reply.isRecursionRefused()) {
          refused(client, responder, told);
        }
        send(client, told, shape, query);
        if (told != null) {
          told.end();
        }
      }
      case SILENCE -> {
        counts.silence();
        client.silence();
      }
      case FORWARD -> forward(length, responder, client, told);
    }
  }

  private @Nullable Span tell(Shape shape, long now, Client client) {
    boolean join = query.hasTrace() && client.address().isLoopbackAddress();
    if (!join && !traced.tryTake(now)) {
      counts.untraced();
      return null;
    }
    Account.begin(span, query, join);
    client.began(span);
    Account.asked(span, shape, query, client.stream(), client.server());
    return span;
  }

  private void refused(Client client, Responder responder, @Nullable Span told) {
    counts.recursionRefused();
    if (told != null) {
      told.add(Account.recursionRefused(query, client.address(), responder.recursionPlace()));
    }
  }

  private void send(Client client, @Nullable Span told, Shape shape, QueryView about) {
    counts.answer(reply.source());
    client.answer(reply);
    if (told != null) {
      Account.answered(told, shape, about, reply);
    }
  }

  /** The span goes along with the waiting client; the desk takes a new one. */
  private void forward(int length, Responder responder, Client client, @Nullable Span told) {
    Forward by = reply.forward();
    if (told != null) {
      span = tracer.span();
    }
    byte[] kept = Arrays.copyOf(in, length);
    Pending pending = new Pending(kept, responder, by, client.later(), told);
    Witness witness = told == null ? NOBODY : told;
    if (!forwarder.forward(query, by, witness, pending)) {
      pending.refuse();
    }
  }

  /** A client who waits for an upstream server. */
  private final class Pending implements Asker.Asked {
    private final byte[] bytes;
    private final Responder responder;
    private final Forward by;
    private final Client client;
    private final @Nullable Span told;

    Pending(byte[] bytes, Responder responder, Forward by, Client client, @Nullable Span told) {
      this.bytes = bytes;
      this.responder = responder;
      this.by = by;
      this.client = client;
      this.told = told;
    }

    @Override
    public void answered(Message message, int size) {
      later.read(bytes, bytes.length);
      responder.forwarded(later, message, by, client.stream(), clock.nanos(), reply);
      finish();
    }

    @Override
    public void failed(Failure failure, int extendedError) {
      later.read(bytes, bytes.length);
      counts.forwardFailure();
      ExtendedError why = new ExtendedError(extendedError, failure.detail());
      responder.failed(later, why, by, client.stream(), clock.nanos(), reply);
      if (told != null) {
        told.add(Account.failed(later, failure));
      }
      finish();
    }

    void refuse() {
      later.read(bytes, bytes.length);
      responder.overloaded(later, reply);
      finish();
    }

    private void finish() {
      send(client, told, Shape.QUESTION, later);
      if (told != null) {
        told.end();
      }
    }
  }
}

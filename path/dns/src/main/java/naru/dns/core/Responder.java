package naru.dns.core;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Place;
import naru.trace.DnsEvent.Source;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.QueryView;
import naru.wire.dns.QueryView.Shape;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;
import naru.wire.dns.Type;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a query gets. The order: form, our ready answers, the cache, then (slowly) the block
 * list, our zones, and the question whether somebody else is to be asked: for some clients only.
 * Answers of others that are remembered are for the same, lest strangers learn what was asked.
 *
 * <p>A query of the plain shape whose answer is ready builds no object. One responder stands for
 * one config; a reload makes a new one over the same cache. Thread-safe; views and replies are the
 * caller's, one per loop.
 */
public final class Responder {
  /** What to do. */
  public enum Decision {
    /** Send the reply. */
    ANSWER,
    /** Ask {@link Reply#forward}, then {@link #forwarded} or {@link #failed}. */
    FORWARD,
    /** Send nothing. */
    SILENCE
  }

  /** Most answers of our own that are kept ready. */
  public static final int READY_ANSWERS = 16_384;

  private final Policy policy;
  private final AnswerCache cache;
  private final ImageTable ready;

  private Responder(Policy policy, AnswerCache cache, ImageTable ready) {
    this.policy = policy;
    this.cache = cache;
    this.ready = ready;
  }

  /** A responder for a config. */
  public static Responder of(Policy policy, AnswerCache cache, Metrics metrics) {
    Limit limit = Limit.of(metrics, "dns.ready.answers", READY_ANSWERS);
    return new Responder(policy, cache, new ImageTable(limit));
  }

  /** Whether others are asked for this client. */
  public boolean recursesFor(InetAddress client) {
    return policy.forwards() && policy.recursion().isFor(client);
  }

  /** Where the config says for whom others are asked. */
  public Place recursionPlace() {
    return policy.recursion().place();
  }

  /**
   * Decides about a query.
   *
   * @param shape what {@link QueryView#read} said
   * @param stream whether it came over TCP, where no answer is too long
   * @param recursion whether others may be asked for this client
   */
  public Decision decide(
      Shape shape, QueryView query, boolean stream, boolean recursion, long nowNanos, Reply reply) {
    reply.clear();
    reply.recursion = recursion;
    return switch (shape) {
      case SILENT -> Decision.SILENCE;
      case NOT_IMPLEMENTED -> refuse(query, Rcode.NOTIMP, reply);
      case MALFORMED -> refuse(query, Rcode.FORMERR, reply);
      case QUESTION -> question(query, stream, nowNanos, reply);
    };
  }

  private Decision question(QueryView query, boolean stream, long nowNanos, Reply reply) {
    if (query.ednsVersion() != 0) {
      return refuse(query, Rcode.BADVERS, reply);
    }
    if (query.dnsClass() != Question.IN) {
      return refuse(query, Rcode.REFUSED, reply);
    }
    Image image = ready.find(query);
    if (image != null) {
      return send(query, image, image.source, stream, nowNanos, reply);
    }
    image = cache.fresh(query, nowNanos);
    if (image != null && image.foreignFor == this && reply.recursion) {
      return send(query, image, Source.CACHE, stream, nowNanos, reply);
    }
    return slowly(query, image, stream, nowNanos, reply);
  }

  private Decision slowly(
      QueryView query, @Nullable Image cached, boolean stream, long nowNanos, Reply reply) {
    Type type = new Type(query.type());
    if (type.equals(Type.AXFR) || type.equals(Type.IXFR)) {
      return refuse(query, Rcode.REFUSED, ExtendedError.PROHIBITED, "no zone transfers", reply);
    }
    if (type.equals(Type.MAILA) || type.equals(Type.MAILB)) {
      return refuse(query, Rcode.NOTIMP, reply);
    }
    if (type.equals(Type.OPT) || type.equals(Type.TSIG) || type.code() == 0) {
      return refuse(query, Rcode.FORMERR, reply);
    }
    Name name = query.name().lower();
    Optional<LocalAnswer> local = policy.local(name, type);
    if (local.isPresent()) {
      return local(query, name, type, local.get(), stream, nowNanos, reply);
    }
    if (cached != null && reply.recursion) {
      cached.foreignFor = this;
      return send(query, cached, Source.CACHE, stream, nowNanos, reply);
    }
    return foreign(query, name, reply);
  }

  private Decision local(
      QueryView query,
      Name name,
      Type type,
      LocalAnswer answer,
      boolean stream,
      long nowNanos,
      Reply reply) {
    Optional<Image> image = image(query, new Question(name, type, Question.IN), answer);
    if (image.isEmpty()) {
      return refuse(query, Rcode.SERVFAIL, ExtendedError.OTHER, "longer than a message", reply);
    }
    ready.put(image.get());
    return send(query, image.get(), answer.source(), stream, nowNanos, reply);
  }

  private static Optional<Image> image(QueryView query, Question question, LocalAnswer answer) {
    int flags = Header.QR | (answer.authoritative() ? Header.AA : 0) | answer.rcode().code();
    Message message =
        new Message(
            new Header(0, flags),
            List.of(question),
            answer.answers(),
            answer.authorities(),
            answer.additionals(),
            Optional.empty());
    return Image.of(
        query.key(),
        query.hash(),
        message,
        answer.additionalsRequired(),
        answer.error(),
        Image.Life.OF_CONFIG,
        new Image.Origin(answer.source(), answer.zone(), answer.place()));
  }

  private Decision foreign(QueryView query, Name name, Reply reply) {
    Optional<Forward> forward = policy.forwardOf(name);
    if (forward.isPresent() && !reply.recursion) {
      reply.recursionRefused = true;
      String why = "recursion is not for this client";
      return refuse(query, Rcode.REFUSED, ExtendedError.PROHIBITED, why, reply);
    }
    if (forward.isEmpty() || !query.has(Header.RD)) {
      String why = forward.isEmpty() ? "no zone of ours and no forward" : "recursion not desired";
      return refuse(query, Rcode.REFUSED, ExtendedError.NOT_AUTHORITATIVE, why, reply);
    }
    reply.forward = forward.get();
    return Decision.FORWARD;
  }

  /** Makes the answer out of what an upstream server said to this query, and remembers it. */
  public Decision forwarded(
      QueryView query, Message upstream, Forward by, boolean stream, long nowNanos, Reply reply) {
    reply.clear();
    reply.recursion = true;
    Optional<Image> image = cache.admit(query, upstream, by, nowNanos);
    if (image.isEmpty()) {
      return refuse(query, Rcode.SERVFAIL, ExtendedError.OTHER, "longer than a message", reply);
    }
    return send(query, image.get(), Source.FORWARD, stream, nowNanos, reply);
  }

  /** Makes the answer when no upstream server gave one: a stale one if there is, or SERVFAIL. */
  public Decision failed(
      QueryView query, ExtendedError why, Forward by, boolean stream, long nowNanos, Reply reply) {
    reply.clear();
    reply.recursion = true;
    Image stale = cache.stale(query, nowNanos);
    if (stale != null) {
      return send(query, stale, Source.CACHE, stream, nowNanos, reply);
    }
    Optional<Image> image = cache.admitFailure(query, why, by, nowNanos);
    return image
        .map(i -> send(query, i, Source.FORWARD, stream, nowNanos, reply))
        .orElse(Decision.SILENCE);
  }

  /** Makes the answer when we have too much to do; it is not remembered. */
  public Decision overloaded(QueryView query, Reply reply) {
    reply.clear();
    reply.recursion = true;
    return refuse(query, Rcode.SERVFAIL, ExtendedError.OTHER, "too many open questions", reply);
  }

  private Decision send(
      QueryView query, Image image, Source source, boolean stream, long nowNanos, Reply reply) {
    int limit = Composer.limit(query, stream);
    Composer.answer(query, image, limit, nowNanos, reply);
    reply.source = source;
    return Decision.ANSWER;
  }

  private Decision refuse(QueryView query, Rcode rcode, Reply reply) {
    Composer.empty(query, rcode, new byte[0], reply);
    return Decision.ANSWER;
  }

  private Decision refuse(QueryView query, Rcode rcode, int error, String why, Reply reply) {
    byte[] option = Image.optionBytes(new ExtendedError(error, why));
    Composer.empty(query, rcode, option, reply);
    return Decision.ANSWER;
  }
}

package naru.dns.core;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.wire.Octets;
import naru.wire.dns.Edns;
import naru.wire.dns.EdnsOption;
import naru.wire.dns.ExtendedError;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Parsed;
import naru.wire.dns.Question;
import naru.wire.dns.Rcode;

/**
 * One question put to name servers until one answers: a machine whose inputs are {@link #start},
 * {@link #received}, {@link #lost}, and whose outputs are {@link Step}s. The owner keeps sockets
 * and the timer.
 *
 * <p>Each attempt has a random id and random case in the name (0x20); over UDP an answer counts
 * only if id, question and case are ours, which the owner complements with the source address and a
 * random source port. A server that spoils the case is asked again over TCP, where nobody can
 * guess.
 */
public final class Inquiry {
  /**
   * How to ask.
   *
   * @param attempts UDP and TCP attempts over all servers, 1 to 20
   * @param timeoutNanos of each attempt
   * @param dnssecOk the DO bit
   * @param checkingDisabled the CD bit
   * @param trace told to servers on loopback, if present
   */
  public record Manner(
      int attempts,
      long timeoutNanos,
      boolean dnssecOk,
      boolean checkingDisabled,
      Optional<EdnsOption> trace) {}

  /** What to do next. */
  public sealed interface Step {
    /** Ask; give up after the timeout by {@link Inquiry#lost}. */
    record Ask(Upstream server, boolean stream, int id, Octets bytes, long timeoutNanos)
        implements Step {}

    /** Not our answer: go on waiting. */
    record Wait() implements Step {}

    /** The answer was cut: the same question over TCP is the next step. */
    record Again(int truncatedBytes, Ask ask) implements Step {}

    /** The answer. */
    record Answered(Message message, int bytes) implements Step {}

    /** No server gave one. */
    record Failed(Failure failure, int extendedError) implements Step {}
  }

  private static final Step WAIT = new Step.Wait();

  private final Question question;
  private final List<Upstream> servers;
  private final Manner manner;
  private final RandomGenerator random;
  private int attempt;
  private int turn;
  private Name asked;
  private int id;
  private boolean stream;
  private boolean edns = true;
  private Optional<Step.Answered> refusal = Optional.empty();

  private Inquiry(
      Question question, List<Upstream> servers, Manner manner, RandomGenerator random) {
    this.question = question;
    this.servers = List.copyOf(servers);
    this.manner = manner;
    this.random = random;
    this.asked = question.name();
  }

  /**
   * An inquiry that has not begun.
   *
   * @param servers in the order to try them; at least one
   * @param random must be unpredictable for outsiders, except in tests
   */
  public static Inquiry of(
      Question question, List<Upstream> servers, Manner manner, RandomGenerator random) {
    return new Inquiry(question, servers, manner, random);
  }

  /** What is asked. */
  public Question question() {
    return question;
  }

  /** The first step. */
  public Step start() {
    return ask(server().stream());
  }

  /** No answer came in time, or the server cannot be reached. */
  public Step lost(boolean unreachable) {
    return nextServer(unreachable);
  }

  /** Bytes came from the server that was asked. */
  public Step received(byte[] bytes, int offset, int length) {
    return switch (Message.parse(bytes, offset, length)) {
      case Parsed.Malformed(String why, int at) -> stream ? nextServer(false) : WAIT;
      case Parsed.Whole(Message message) -> message(message, length);
    };
  }

  private Step message(Message m, int bytes) {
    if (m.header().id() != id || !m.header().has(Header.QR) || m.header().opcode() != 0) {
      return WAIT;
    }
    Rcode rcode = m.rcode();
    boolean answers = rcode.equals(Rcode.NOERROR) || rcode.equals(Rcode.NXDOMAIN);
    if (!asksTheSame(m)) {
      return answers || !m.questions().isEmpty() ? WAIT : refused(m, bytes);
    }
    if (!stream && !m.questions().getFirst().name().isExactly(asked)) {
      return ask(true);
    }
    if (m.header().has(Header.TC) && !stream) {
      Step next = ask(true);
      return next instanceof Step.Ask ask ? new Step.Again(bytes, ask) : next;
    }
    Message own = Unmixed.message(m, asked, question.name());
    return answers ? new Step.Answered(own, bytes) : refused(own, bytes);
  }

  private boolean asksTheSame(Message m) {
    return m.questions().size() == 1 && m.questions().getFirst().equals(question);
  }

  /** A server that cannot say is like none, but if all are so, what they said is the answer. */
  private Step refused(Message m, int bytes) {
    if (edns && m.rcode().equals(Rcode.FORMERR) && m.edns().isEmpty()) {
      edns = false;
      return ask(stream);
    }
    refusal = Optional.of(new Step.Answered(m, bytes));
    return nextServer(true);
  }

  private Step nextServer(boolean skipThisOne) {
    turn++;
    edns = true;
    if (skipThisOne && turn >= servers.size()) {
      return end(true);
    }
    return ask(server().stream());
  }

  private Upstream server() {
    return servers.get(turn % servers.size());
  }

  private Step ask(boolean overTcp) {
    if (attempt == manner.attempts()) {
      return end(false);
    }
    attempt++;
    stream = overTcp;
    id = random.nextInt(0x10000);
    asked = overTcp ? question.name() : question.name().mixed(random.nextLong());
    Question q = new Question(asked, question.type(), question.dnsClass());
    int flags = Header.RD | (manner.checkingDisabled() ? Header.CD : 0);
    byte[] bytes = Message.query(id, flags, q, options()).emit().orElseThrow();
    return new Step.Ask(server(), overTcp, id, Octets.of(bytes), manner.timeoutNanos());
  }

  private Optional<Edns> options() {
    if (!edns) {
      return Optional.empty();
    }
    List<EdnsOption> options =
        server().isLoopback() ? manner.trace().map(List::of).orElse(List.of()) : List.of();
    return Optional.of(Edns.of(Composer.UDP_PAYLOAD, manner.dnssecOk(), options));
  }

  private Step end(boolean unreachable) {
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String whom = servers.size() == 1 ? servers.getFirst().toString() : servers.size() + " servers";
    String what = question.name() + " " + question.type();
    Failure failure =
        unreachable
            ? Failure.retryable(
                Code.DNS_SERVER_FAILURE, Side.UPSTREAM, whom + " cannot be reached for " + what)
            : Failure.retryable(
                Code.DNS_TIMEOUT,
                Side.UPSTREAM,
                "no answer for " + what + " from " + whom + " in " + attempt + " attempts");
    return new Step.Failed(
        failure, unreachable ? ExtendedError.NETWORK_ERROR : ExtendedError.NO_REACHABLE_AUTHORITY);
  }
}

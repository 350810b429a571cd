package naru.http;

import io.netty.channel.Channel;
import naru.base.Failure;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.trace.Traceparent;
import naru.transport.Addresses;
import naru.transport.Arrival;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/** What a client's connection tells the trace. */
final class ConnectionTrace {
  private final LoopState state;
  private final Channel channel;
  private final Span span;
  private final Prologue prologue;
  private final Party at;
  private final Party from;
  private final String local;
  private final String remote;
  private final HttpEvent.@Nullable ForwardedFor introduced;
  private boolean told;

  ConnectionTrace(LoopState state, Span span, Arrival arrival, Party at, Party from) {
    this.state = state;
    this.channel = arrival.channel();
    this.span = span;
    this.prologue = arrival.prologue();
    this.at = at;
    this.from = from;
    this.local = Addresses.text(arrival.local());
    String client = Addresses.text(arrival.remote());
    boolean isIntroduced = Addresses.isIntroduced(channel);
    this.remote = isIntroduced ? Addresses.text(Addresses.remote(channel)) : client;
    this.introduced = isIntroduced ? new HttpEvent.ForwardedFor(client, "PROXY") : null;
  }

  /**
   * Begins the part of a request.
   *
   * @param exchange which one of its connection this is, from 1
   * @param stream its stream of HTTP/2; 0 if it has none
   */
  void begin(RequestHead head, int exchange, String scheme, int stream) {
    join(head.fields());
    prologue.moveTo(span);
    told = true;
    if (exchange > 1) {
      span.reused(from, at, local, remote, exchange);
      if (introduced != null) { // the header itself was told with the first one
        span.add(from, at, Provenance.DERIVED, introduced);
      }
    }
    boolean tunnel = head.form() == RequestHead.Form.AUTHORITY;
    head.tell(span, from, at, tunnel ? "" : scheme, head.version().text(), stream);
    state.recordedFields().tell(head.fields(), span, from, at);
  }

  private void join(Fields f) {
    int i = f.find(Field.TRACEPARENT);
    Traceparent parent =
        i < 0 ? null : Traceparent.parse(f.bytes(), f.valueOffset(i), f.valueLength(i));
    if (parent == null) {
      span.beginRoot(at);
    } else {
      span.begin(at, parent.high(), parent.low(), parent.parent());
      if (!parent.sampled()) {
        span.quieten();
      }
    }
  }

  /** Begins the part of something that is no request. */
  void beginRefused() {
    span.beginRoot(at);
    prologue.moveTo(span);
    told = true;
  }

  void responded(int status, long lengthBytes, String type) {
    span.response(at, from, status, lengthBytes, type);
  }

  /** We could not go on. */
  void failed(Failure failure) {
    span.add(at, from, Provenance.DERIVED, new HttpEvent.Failed(failure));
  }

  /** The same when its part has ended already. */
  void failedLate(Failure failure) {
    span.addLate(at, from, Provenance.DERIVED, new HttpEvent.Failed(failure));
  }

  /** The client did not go on. */
  void abandoned(Failure failure) {
    span.add(from, at, Provenance.DERIVED, new HttpEvent.Failed(failure));
  }

  void finished(long requestBytes, long responseBytes) {
    span.finished(at, from, requestBytes, responseBytes);
  }

  /**
   * Ends the part of an exchange, with what is known of its connection.
   *
   * @param exchange which one of its connection this is, from 1; only the first tells the numbers
   */
  void end(int exchange) {
    if (exchange == 1) {
      TcpFacts.tell(channel, span, at, from);
    } else {
      TcpFacts.tellSegments(channel, span, at, from);
    }
    span.end();
    TcpFacts.tellSoon(channel, span, at, from);
  }

  /** A head that will never be whole is a part of its own. */
  void headLost(Failure failure) {
    beginRefused();
    abandoned(failure);
    span.end();
  }

  /** The connection has closed. */
  void closed(TcpEvent.How how) {
    boolean they = how == TcpEvent.How.THEY_CLOSED;
    Party by = they ? from : at;
    Party other = they ? at : from;
    TcpEvent.Closed closed = new TcpEvent.Closed(how);
    if (told) {
      span.addLate(by, other, TcpFacts.provenance(channel), closed);
      TcpFacts.tellEnd(channel, span, at, from, () -> {});
    } else {
      prologue.add(by, other, TcpFacts.provenance(channel), closed);
      TcpFacts.tellEnd(channel, prologue, at, from, () -> prologue.endAlone(at));
    }
  }
}

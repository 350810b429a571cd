package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import naru.base.Failure;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.transport.Arrival;
import naru.transport.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * One request under way and its response to be. A connection uses one exchange again and again;
 * nothing of it may be kept beyond the end of the response. Confined to its event loop.
 */
public final class Exchange {
  /**
   * Who is on the other side.
   *
   * @param remote the client's address
   * @param local the address it connected to
   * @param tls its TLS session, if it has one
   * @param certificate what it proved by a certificate; empty if it showed none
   */
  public record Client(
      InetSocketAddress remote,
      InetSocketAddress local,
      Optional<TlsEvent.Established> tls,
      Optional<ClientCertificate> certificate) {
    /** Without a certificate. */
    public Client(
        InetSocketAddress remote, InetSocketAddress local, Optional<TlsEvent.Established> tls) {
      this(remote, local, tls, Optional.empty());
    }

    /** Who arrived. */
    static Client of(Arrival arrival) {
      return new Client(arrival.remote(), arrival.local(), arrival.tls(), arrival.certificate());
    }
  }

  /** How the client asked, and for which host, as proxies before us tell that are believed. */
  public interface Told {
    /** Whether by https, there or here. */
    boolean isSecure(RequestHead head, Client client);

    /** Host and port; null if nobody tells them. */
    @Nullable String told(RequestHead head, Client client);
  }

  private final LoopState loopState;
  private final Port port;
  private final RequestHead request = new RequestHead();
  private final Span span;
  private final Party at;
  private final Client client;
  private final @Nullable Object[] slots = new @Nullable Object[Slot.MAX];
  private Way way;
  private int next;
  private ResponseSink out;
  private boolean bodyTaken;
  private boolean authorized;
  private @Nullable Told told;
  private @Nullable UnaryOperator<BodySink> bodyWay;
  private @Nullable Relay relay;
  private @Nullable SourceGate gate;
  private List<Map.Entry<String, String>> problemFields = List.of();

  Exchange(LoopState loopState, Port port, Span span, Party at, Client client, Way way) {
    this.loopState = loopState;
    this.port = port;
    this.span = span;
    this.at = at;
    this.client = client;
    this.way = way;
    this.out = port.sink();
  }

  /** Makes the exchange ready for the next request, whose head is in {@link #request}. */
  void begin(Way newWay) {
    way = newWay;
    next = 0;
    out = port.sink();
    bodyTaken = false;
    authorized = false;
    told = null;
    bodyWay = null;
    Arrays.fill(slots, 0, Slot.passing(), null);
    gate = null;
    problemFields = List.of();
  }

  // ---- the request

  /** The request's head; stops may change it on its way. */
  public RequestHead request() {
    return request;
  }

  /** Whether a body follows the head. */
  public boolean hasBody() {
    return Framing.of(request) != Framing.NONE;
  }

  /** The announced length of the body; 0 if there is none, -1 if it comes in chunks. */
  public long bodyLength() {
    long framing = Framing.of(request);
    return framing >= 0 ? framing : -1;
  }

  /**
   * Has the body delivered, once; a client that waits for 100 (Continue) gets it now. Without a
   * body the sink's {@code end} is called at once.
   */
  public void readBody(BodySink sink) {
    if (bodyTaken) {
      throw new IllegalStateException("the body was taken before");
    }
    bodyTaken = true;
    UnaryOperator<BodySink> steps = bodyWay;
    port.readBody(steps == null ? sink : steps.apply(sink));
  }

  /**
   * Puts a step between the body and whoever takes it: it gets the taker, and what it returns takes
   * the body in its place. Before {@link #readBody}; the first step stands nearest to the client.
   */
  public void throughBody(UnaryOperator<BodySink> step) {
    UnaryOperator<BodySink> before = bodyWay;
    bodyWay = before == null ? step : sink -> before.apply(step.apply(sink));
  }

  /**
   * After a head of status 101: has the client's bytes delivered until it says no more ({@code
   * end}). Paused and resumed like a body.
   */
  public void readTunnel(BodySink sink) {
    bodyTaken = true;
    port.readTunnel(sink);
  }

  /** Whether the body was asked for. */
  public boolean isBodyTaken() {
    return bodyTaken;
  }

  /** Deliver no more of the body for now. */
  public void pauseBody() {
    port.pauseBody();
  }

  /** Go on delivering. */
  public void resumeBody() {
    port.resumeBody();
  }

  /**
   * A stop let the request pass because of who makes it, and may have taken the proof out of its
   * head: the response may be meant for nobody else (RFC 9111 section 3.5).
   */
  public void authorized() {
    authorized = true;
  }

  /** Whether it was, see {@link #authorized}. */
  public boolean isAuthorized() {
    return authorized;
  }

  // ---- who and where

  /** Who this side is: the party that has the request now. */
  public Party at() {
    return at;
  }

  /** Who asks, as the trace names it. */
  public Party from() {
    return at.caller();
  }

  /** Who is on the other side. */
  public Client client() {
    return client;
  }

  /** Whether the client's leg is encrypted. */
  public boolean isSecure() {
    return client.tls().isPresent();
  }

  /** {@code https} or {@code http}: the scheme the client used to reach the resource. */
  public String scheme() {
    boolean absolute = request.form() == RequestHead.Form.ABSOLUTE;
    boolean secure = absolute ? request.secureTarget() : isSecure();
    return secure ? "https" : "http";
  }

  /** A stop knows whom to believe. */
  public void told(Told by) {
    told = by;
  }

  /** {@link #scheme}, or as a proxy tells it that is believed: is it https? */
  public boolean isAskedSecurely() {
    Told by = told;
    return by == null ? scheme().equals("https") : by.isSecure(request, client);
  }

  /** The host and port that a proxy tells that is believed; null if none does. */
  public @Nullable String toldAuthority() {
    Told by = told;
    return by == null ? null : by.told(request, client);
  }

  /** This part of the trace: what happens to the request is told there. */
  public Span span() {
    return span;
  }

  /** Where everything about the exchange happens. */
  public EventLoop loop() {
    return loopState.loop();
  }

  /** What this event loop keeps: pools, the date, the sweep. */
  public LoopState loopState() {
    return loopState;
  }

  public ByteBufAllocator alloc() {
    return loopState.alloc();
  }

  // ---- the way

  /** On to the next stop. */
  public void proceed() {
    if (next == way.length()) {
      throw new IllegalStateException("the last stop of a way must answer");
    }
    way.stop(next++).enter(this);
  }

  /** Leaves something for a later stop. */
  public <T> void put(Slot<T> slot, T value) {
    slots[slot.index()] = value;
  }

  /** Takes out what an earlier stop left. */
  public void forget(Slot<?> slot) {
    slots[slot.index()] = null;
  }

  /** What an earlier stop left. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> get(Slot<T> slot) {
    return Optional.ofNullable((T) slots[slot.index()]);
  }

  /** Like {@link #get}, without an object, for the hot path: null if nothing was left. */
  @SuppressWarnings("unchecked")
  public <T> @Nullable T peek(Slot<T> slot) {
    return (T) slots[slot.index()];
  }

  /** Like {@link #get}, without an object; for the hot path. */
  @SuppressWarnings("unchecked")
  public <T> T getOr(Slot<T> slot, T otherwise) {
    Object value = slots[slot.index()];
    return value == null ? otherwise : (T) value;
  }

  /**
   * A second exchange for the same request and the rest of its way, which answers to {@code sink}
   * and lives on when this one ends: how a cache fetches for several clients, or refreshes. It has
   * no body; its span begins under this one.
   */
  public Fork fork(ResponseSink sink) {
    Fork fork = fork(new ForkPort(sink), way);
    fork.exchange().next = next;
    return fork;
  }

  /**
   * A second exchange for the same request, as it is now, on a way of its own: a copy for somebody
   * else. It has no body unless {@link Fork#giveBody} gives it one.
   */
  public Fork fork(ResponseSink sink, Way itsWay) {
    Fork fork = fork(new ForkPort(sink), itsWay);
    fork.exchange().request.fields().removeAll(Field.EXPECT);
    return fork;
  }

  private Fork fork(ForkPort forkPort, Way itsWay) {
    Span own = loopState.tracer().span();
    own.beginUnder(at, span);
    Exchange second = new Exchange(loopState, forkPort, own, at, client, itsWay);
    second.request.copyFrom(request);
    second.authorized = authorized;
    second.told = told;
    second.request.fields().removeAll(Field.CONTENT_LENGTH);
    second.request.fields().removeAll(Field.TRANSFER_ENCODING);
    System.arraycopy(slots, 0, second.slots, 0, Slot.passing());
    return new Fork(second, forkPort);
  }

  @Nullable Relay relay() {
    return relay;
  }

  void relay(Relay mine) {
    relay = mine;
  }

  // ---- the response

  /** Where the response goes: the sink put in front last. */
  public ResponseSink out() {
    return out;
  }

  /** Puts a sink in front; it was made with the current {@link #out} to pass on to. */
  public void through(ResponseSink sink) {
    out = sink;
  }

  /** Names who makes the response, to be paused, resumed and cancelled. Call before the head. */
  public void source(ResponseSource source) {
    SourceGate g = gate;
    if (g == null) {
      port.source(source);
    } else {
      g.behind(source);
    }
  }

  /**
   * Stands between the client's side and whoever makes the response: hears of every pause and of
   * the end, also while there is nobody yet. The last one named stands nearest to the source.
   */
  public void gate(SourceGate newGate) {
    SourceGate g = gate;
    gate = newGate;
    if (g == null) {
      port.source(newGate);
    } else {
      g.behind(newGate);
    }
  }

  /** Whether the client takes more now. */
  public boolean isWritable() {
    return port.isWritable();
  }

  /** A whole answer in one go. The content's length is set here. */
  public void answer(ResponseHead head, ByteBuf content) {
    head.fields().removeAll(Field.CONTENT_LENGTH);
    if (!Framing.hasNoBody(head.status())) {
      head.fields().add(Field.CONTENT_LENGTH, content.readableBytes());
    }
    out.head(head);
    if (request.method() != Method.HEAD && content.isReadable()) {
      out.data(content);
    } else {
      content.release();
    }
    out.end();
  }

  /** A failure as the answer, through the sinks that stops put in front. */
  public void fail(Failure failure) {
    out.fail(failure);
  }

  /**
   * No answer: a connection of HTTP/1 is reset (RST), of HTTP/2 this stream (RST_STREAM with
   * INTERNAL_ERROR). Before the head of a response; whoever makes one is told.
   */
  public void reset(Failure why) {
    port.reset(why);
  }

  /** A failure, its answer with these fields: a challenge, or when to come again. */
  public void fail(Failure failure, List<Map.Entry<String, String>> fields) {
    problemFields = List.copyOf(fields);
    out.fail(failure);
  }

  /** One more field of the answer that a failure becomes: what a sink puts into every response. */
  public void problemField(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(problemFields);
    more.add(Map.entry(name, value));
    problemFields = List.copyOf(more);
  }

  List<Map.Entry<String, String>> problemFields() {
    return problemFields;
  }

  /** A response head of this loop, to be used at once. */
  public ResponseHead response(int status) {
    return loopState.response(status);
  }

  /**
   * Ends HTTP on this connection: sends {@code head} and hands over the channel, whose bytes are no
   * longer looked at here; bytes that came already follow when the new handler is in the pipeline
   * and reading goes on. The span stays open: who takes over must end it.
   */
  public Channel takeOver(ResponseHead head) {
    return port.takeOver(head);
  }
}

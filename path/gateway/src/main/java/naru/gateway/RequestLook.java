package naru.gateway;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.Optional;
import naru.base.Failure;
import naru.http.Caller;
import naru.http.ClientStream;
import naru.http.Field;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.http.SoleStream;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Traceparent;

/** A look by one request, of the HTTP that the target speaks. */
abstract sealed class RequestLook extends Look implements Caller, SoleStream.Opened
    permits HttpLook, GrpcLook {
  private static final byte[] NO_PREFIX = new byte[0];

  private final Peer peer;
  private final String address;
  private final LoopState state;
  private Optional<Channel> open = Optional.empty();
  private Optional<ClientStream> stream = Optional.empty();
  private String scheme = "http";

  RequestLook(Peer peer, String address, LoopState state, Span span, Finding finding) {
    super(span, finding);
    this.peer = peer;
    this.address = address;
    this.state = state;
  }

  /** The request may be sent now. */
  abstract void ask(ClientStream s);

  /** Whether it can be asked by HTTP/2 alone. */
  abstract boolean isCall();

  /** What came, after its head was told. */
  abstract void answered(ResponseHead head);

  @Override
  void drop() {
    stream.ifPresentOrElse(ClientStream::abandon, () -> open.ifPresent(Channel::close));
  }

  @Override
  public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
    if (isOver()) {
      channel.close();
      return;
    }
    scheme = tls.isPresent() ? "https" : "http";
    open = Optional.of(channel);
    SoleStream.on(state, channel, peer, tls, this);
  }

  @Override
  public void ready(ClientStream s) {
    if (isOver()) {
      s.abandon();
      return;
    }
    stream = Optional.of(s);
    ask(s);
  }

  /**
   * A head for this target.
   *
   * @param host what is asked for; empty for the target's own
   */
  RequestHead request(String method, String path, String host, Map<String, String> fields) {
    RequestHead head = RequestHead.of(method, path, host.isEmpty() ? address : host);
    head.fields().add(Field.USER_AGENT, "naru-health");
    fields.forEach(head.fields()::add);
    return head;
  }

  /** Sends it, and tells the trace. */
  void send(ClientStream s, RequestHead head, long bodyLength) {
    head.fields().add(Field.TRACEPARENT, Traceparent.unsampled(span));
    span.add(
        Party.GATEWAY,
        Party.ORIGIN,
        Provenance.WIRE,
        new HttpEvent.Request(
            head.methodText(), scheme, head.authority(), head.path(), s.version()));
    s.send(head, bodyLength, NO_PREFIX, this);
  }

  @Override
  public void head(ResponseHead head) {
    span.add(
        Party.ORIGIN,
        Party.GATEWAY,
        Provenance.WIRE,
        new HttpEvent.Response(head.status(), head.contentLength(), head.mediaType()));
    answered(head);
  }

  @Override
  public void interim(ResponseHead head) {}

  @Override
  public void failed(Failure failure, boolean nothingCame) {
    if (!isCall() && state.wantsHttp1(peer, failure)) {
      nothing();
      return;
    }
    verdict(false, failure.detail());
  }

  @Override
  public void writable() {}

  @Override
  public void batchEnd() {}
}

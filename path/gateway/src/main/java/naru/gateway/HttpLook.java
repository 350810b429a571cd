package naru.gateway;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.HealthCheck.Probe;
import naru.http.ClientStream;
import naru.http.Field;
import naru.http.Fields;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.Span;

/** A GET, whose status and perhaps body show how the target is. */
final class HttpLook extends RequestLook {
  private final Probe.Http probe;
  private final StringBuilder seen = new StringBuilder();
  private int status;

  HttpLook(
      Probe.Http probe, Peer peer, String address, LoopState state, Span span, Finding finding) {
    super(peer, address, state, span, finding);
    this.probe = probe;
  }

  @Override
  void ask(ClientStream s) {
    RequestHead head = request("GET", probe.path(), probe.host(), probe.headers());
    if (!s.version().equals("HTTP/2")) {
      head.fields().add(Field.CONNECTION, "close");
    }
    send(s, head, 0);
  }

  @Override
  boolean isCall() {
    return false;
  }

  @Override
  void answered(ResponseHead head) {
    status = head.status();
    if (!probe.isGood(status)) {
      verdict(false, "status " + status);
    } else if (probe.body().isEmpty()) {
      verdict(true, "status " + status);
    }
  }

  @Override
  public void body(ByteBuf data) {
    int room = HealthCheck.MOST_BODY - seen.length();
    int length = Math.min(room, data.readableBytes());
    seen.append(data.toString(data.readerIndex(), length, StandardCharsets.ISO_8859_1));
    data.release();
    if (seen.indexOf(probe.body()) >= 0) {
      verdict(true, "status " + status + " and its body");
    } else if (seen.length() >= HealthCheck.MOST_BODY) {
      done();
    }
  }

  @Override
  public void trailers(Fields trailers) {}

  @Override
  public void done() {
    verdict(false, "status " + status + ", but not the body that is expected");
  }
}

package naru.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import naru.gateway.config.HealthCheck.Probe;
import naru.gateway.core.GrpcHealth;
import naru.http.ClientStream;
import naru.http.Field;
import naru.http.Fields;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.Span;

/** A call of gRPC's health service, which says how one of the target's services is. */
final class GrpcLook extends RequestLook {
  private static final int MOST_MESSAGE = 200;

  private final Probe.Grpc probe;
  private final long timeoutNanos;
  private final byte[] answer = new byte[GrpcHealth.MOST_ANSWER];
  private int length;
  private String status = "";
  private String message = "";

  GrpcLook(
      Probe.Grpc probe,
      long timeoutNanos,
      Peer peer,
      String address,
      LoopState state,
      Span span,
      Finding finding) {
    super(peer, address, state, span, finding);
    this.probe = probe;
    this.timeoutNanos = timeoutNanos;
  }

  @Override
  void ask(ClientStream s) {
    if (!s.version().equals("HTTP/2")) {
      verdict(false, "gRPC needs HTTP/2, and the target speaks " + s.version());
      return;
    }
    RequestHead head = request("POST", GrpcHealth.PATH, probe.host(), probe.headers());
    head.fields().add(Field.CONTENT_TYPE, "application/grpc");
    head.fields().add("grpc-timeout", TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + "m");
    head.setAcceptsTrailers(true);
    byte[] question = GrpcHealth.question(probe.service());
    send(s, head, question.length);
    if (!isOver()) {
      s.data(Unpooled.wrappedBuffer(question));
      s.endBody();
      s.flush();
    }
  }

  @Override
  boolean isCall() {
    return true;
  }

  @Override
  void answered(ResponseHead head) {
    if (head.status() != 200) {
      verdict(false, "status " + head.status());
    } else if (!head.mediaType().startsWith("application/grpc")) {
      verdict(false, "the answer is no gRPC, but '" + head.mediaType() + "'");
    } else {
      read(head.fields());
    }
  }

  @Override
  public void body(ByteBuf data) {
    int part = data.readableBytes();
    if (part > answer.length - length) {
      data.release();
      verdict(false, "the answer is longer than " + answer.length + " bytes");
      return;
    }
    data.readBytes(answer, length, part);
    data.release();
    length += part;
  }

  @Override
  public void trailers(Fields trailers) {
    read(trailers);
  }

  /** An answer without a message has its status in the head. */
  private void read(Fields fields) {
    status = fields.text("grpc-status").orElse(status);
    message = fields.text("grpc-message").orElse(message);
  }

  @Override
  public void done() {
    String told = message.substring(0, Math.min(message.length(), MOST_MESSAGE));
    GrpcHealth found = GrpcHealth.of(status, told, answer, length, probe.service());
    verdict(found.serving(), found.seen());
  }
}

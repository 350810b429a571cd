package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GrpcTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private static RequestHead call(String type, String timeout) {
    RequestHead head = RequestHead.of("POST", "/a.B/c", "x");
    head.fields().add(Field.CONTENT_TYPE, type);
    head.fields().add("Grpc-Timeout", timeout);
    return head;
  }

  @Test
  void callsAreKnownByTheirType() {
    assertThat(Grpc.isCall(call("application/grpc", ""))).isTrue();
    assertThat(Grpc.isCall(call("application/grpc+proto", ""))).isTrue();
    assertThat(Grpc.isCall(call("application/grpc-web", ""))).isFalse();
    assertThat(Grpc.isCall(call("application/json", ""))).isFalse();
    assertThat(Grpc.isCall(RequestHead.of("GET", "/", "x"))).isFalse();
  }

  @Test
  void timeoutsHaveAUnit() {
    assertThat(Grpc.timeoutNanos(call("application/grpc", "100m"))).isEqualTo(100_000_000L);
    assertThat(Grpc.timeoutNanos(call("application/grpc", "2S"))).isEqualTo(2_000_000_000L);
    assertThat(Grpc.timeoutNanos(call("application/grpc", "29999999u"))).isEqualTo(29_999_999_000L);
    assertThat(Grpc.timeoutNanos(call("application/grpc", "50000000n"))).isEqualTo(50_000_000L);
    assertThat(Grpc.timeoutNanos(call("application/grpc", "99999999m")))
        .isEqualTo(99_999_999_000_000L);
    assertThat(Grpc.timeoutNanos(call("application/grpc", "99999999H"))).isPositive();
    assertThat(Grpc.timeoutNanos(call("application/grpc", "123456789S"))).isZero();
    assertThat(Grpc.timeoutNanos(call("application/grpc", "1x"))).isZero();
    assertThat(Grpc.timeoutNanos(call("application/grpc", "m"))).isZero();
    assertThat(Grpc.timeoutNanos(call("text/plain", "2S"))).isZero();
  }

  @Test
  void codesFollowTheMapping() {
    assertThat(Grpc.status(Failure.of(Code.GATEWAY_NO_HEALTHY_TARGET, Side.US, ""))).isEqualTo(14);
    assertThat(Grpc.status(Failure.of(Code.UPSTREAM_RESET, Side.US, ""))).isEqualTo(14);
    assertThat(Grpc.status(Failure.of(Code.GATEWAY_NO_ROUTE, Side.US, ""))).isEqualTo(12);
    assertThat(Grpc.status(Failure.of(Code.PROXY_DENIED, Side.US, ""))).isEqualTo(7);
    assertThat(Grpc.status(Failure.of(Code.GRPC_DEADLINE, Side.US, ""))).isEqualTo(4);
  }

  @Test
  void aCallThatTakesTooLongIsAnsweredInItsOwnWords() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (Backend backend =
        Backend.playing(
            s -> {
              Site.readUntil(s, "\r\n\r\n");
              asked.countDown();
              Site.readAll(s);
            })) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      try (Socket client = Site.connect(front)) {
        Site.write(
            client,
            "POST /a.B/c HTTP/1.1\r\nHost: x\r\nContent-Type: application/grpc\r\n"
                + "grpc-timeout: 1S\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        asked.await();
        site.clock.forward(2, TimeUnit.SECONDS);
        assertThat(Site.readAll(client))
            .startsWith("HTTP/1.1 200 ")
            .contains("grpc-status: 4\r\n", "grpc-message: grpc.deadline-exceeded\r\n");
      }
    }
  }
}

package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.app.Stand;
import naru.trace.Event;
import naru.trace.GatewayEvent.Ejected;
import naru.trace.GatewayEvent.NotRetried;
import naru.trace.GatewayEvent.Retried;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call's own status does: gRPC's client and servers, with Naru between them. */
final class GrpcStatusStoryTest {
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir private Path state;

  private final Refusing one = new Refusing();
  private final Refusing two = new Refusing();
  private Server first;
  private Server second;

  /** Closes calls with a status: at once, which is a response of a head alone, or behind a head. */
  private static final class Refusing implements ServerInterceptor {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Status status = Status.OK;
    private volatile boolean behindHead;
    private volatile String pushback = "";

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      calls.incrementAndGet();
      if (status.isOk()) {
        return next.startCall(call, headers);
      }
      if (behindHead) {
        call.sendHeaders(new Metadata());
      }
      Metadata trailers = new Metadata();
      if (!pushback.isEmpty()) {
        trailers.put(PUSHBACK, pushback);
      }
      call.close(status, trailers);
      return new ServerCall.Listener<>() {};
    }
  }

  private static Server server(Refusing refusing) throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("", ServingStatus.SERVING);
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(ServerInterceptors.intercept(health.getHealthService(), refusing))
        .build()
        .start();
  }

  @BeforeEach
  void serve() throws IOException {
    first = server(one);
    second = server(two);
  }

  @AfterEach
  void stop() throws InterruptedException {
    first.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    second.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  private Stand open(String settings) throws IOException {
    String config =
        Configs.WHOLE.replace(
            "balance: round-robin", "balance: first\n      http: 2\n      " + settings);
    return Stand.open(state, config, Map.of("one", first.getPort(), "two", second.getPort()));
  }

  private static ManagedChannel channel(Stand naru) {
    return NettyChannelBuilder.forAddress("127.0.0.1", naru.port("gateway"))
        .overrideAuthority("shop.naru.test")
        .usePlaintext()
        .disableRetry()
        .build();
  }

  /** One call; its status. */
  private static Status.Code call(ManagedChannel channel) {
    StatusRuntimeException failed =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance()));
    return failed == null ? Status.Code.OK : failed.getStatus().getCode();
  }

  private static <E extends Event> List<E> told(Stand naru, Class<E> kind) {
    return naru.traces().newest(1000).stream().flatMap(t -> Told.events(t, kind).stream()).toList();
  }

  @Test
  void aCallThatIsRefusedByACodeThatIsNamedGoesToAnotherServer() throws Exception {
    try (Stand naru =
        open("retry-on: [grpc-unavailable, grpc-cancelled]\n      eject: { after: 0 }")) {
      ManagedChannel channel = channel(naru);
      one.status = Status.UNAVAILABLE;
      assertThat(call(channel)).isEqualTo(Status.Code.OK);
      Until.so("told", () -> !told(naru, Retried.class).isEmpty());
      assertThat(told(naru, Retried.class))
          .extracting(r -> r.failure().detail())
          .containsExactly("the target answered grpc-status 14 UNAVAILABLE");
      one.status = Status.CANCELLED;
      assertThat(call(channel)).isEqualTo(Status.Code.OK);
      assertThat(two.calls).hasValue(2);

      one.status = Status.RESOURCE_EXHAUSTED;
      assertThat(call(channel)).as("not named").isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      one.status = Status.UNAVAILABLE;
      one.behindHead = true;
      assertThat(call(channel)).as("the answer has begun").isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(two.calls).hasValue(2);

      one.behindHead = false;
      two.status = Status.UNAVAILABLE;
      assertThat(call(channel)).as("nobody else is left").isEqualTo(Status.Code.UNAVAILABLE);
      channel.shutdownNow();
    }
  }

  /** gRFC A6: what gRPC's own clients heed when they try again. */
  @Test
  void aServerSaysWhenTheNextTryComesOrThatNoneDoes() throws Exception {
    try (Stand naru = open("retry-on: [grpc-unavailable]\n      eject: { after: 0 }")) {
      ManagedChannel channel = channel(naru);
      one.status = Status.UNAVAILABLE;
      one.pushback = "300";
      assertThat(call(channel)).isEqualTo(Status.Code.OK);
      Until.so("told", () -> !told(naru, Retried.class).isEmpty());
      assertThat(told(naru, Retried.class)).extracting(Retried::pauseMillis).containsExactly(300L);
      one.pushback = "-1";
      assertThat(call(channel)).isEqualTo(Status.Code.UNAVAILABLE);
      Until.so("told", () -> !told(naru, NotRetried.class).isEmpty());
      assertThat(told(naru, NotRetried.class))
          .extracting(NotRetried::reason)
          .containsExactly("retry.pushback");
      assertThat(two.calls).hasValue(1);
      channel.shutdownNow();
    }
  }

  @Test
  void aServerIsEjectedByWhatItSaysInTrailersAsByAStatusOfHttp() throws Exception {
    try (Stand naru = open("eject: { after: 2, pause: 1m }")) {
      ManagedChannel channel = channel(naru);
      one.behindHead = true;
      for (Status harmless :
          List.of(Status.NOT_FOUND, Status.INTERNAL, Status.RESOURCE_EXHAUSTED)) {
        one.status = harmless;
        for (int n = 0; n < 3; n++) {
          assertThat(call(channel)).isEqualTo(harmless.getCode());
        }
      }
      assertThat(two.calls).hasValue(0);
      one.status = Status.UNAVAILABLE;
      assertThat(call(channel)).isEqualTo(Status.Code.UNAVAILABLE);
      one.behindHead = false;
      one.status = Status.DEADLINE_EXCEEDED;
      assertThat(call(channel)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(call(channel)).as("the other one").isEqualTo(Status.Code.OK);
      Until.so("told", () -> !told(naru, Ejected.class).isEmpty());
      assertThat(told(naru, Ejected.class).getFirst().target())
          .isEqualTo("127.0.0.1:" + first.getPort());
      channel.shutdownNow();
    }
  }
}

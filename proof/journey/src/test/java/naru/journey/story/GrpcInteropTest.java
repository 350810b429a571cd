package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import naru.app.Stand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The interoperability cases of gRPC, its own client and server, through the gateway. */
@Tag("interop")
final class GrpcInteropTest {
  private static final int LARGEST = 16 * 1024 * 1024;

  @TempDir private static Path folder;
  private static ScheduledExecutorService executor;
  private static Server server;
  private static Stand naru;

  @BeforeAll
  static void serve() throws IOException {
    executor = Executors.newScheduledThreadPool(2);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(LARGEST)
            .addService(
                ServerInterceptors.intercept(
                    new TestServiceImpl(executor), TestServiceImpl.interceptors()))
            .build()
            .start();
    String config =
        Configs.WHOLE.replace(
            "targets: [127.0.0.1:{one}, 127.0.0.1:{two}]",
            "targets: [127.0.0.1:{one}]\n      http: 2");
    naru = Stand.open(folder.resolve("state"), config, Map.of("one", server.getPort()));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    naru.close();
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    executor.shutdownNow();
    assertThat(Explained.everything(naru))
        .containsKey("client.closed") // a call that is cancelled, or that is late
        .doesNotContainKeys("request.malformed", "http2.protocol-error", "internal");
  }

  /** What the case is called in gRPC's list. */
  private record Case(String name, Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** One case. */
  private interface Body {
    void run(Client client) throws Exception;
  }

  private static final List<Case> CASES =
      List.of(
          new Case("empty_unary", Client::emptyUnary),
          new Case("large_unary", Client::largeUnary),
          new Case("client_compressed_unary", c -> c.clientCompressedUnary(false)),
          new Case("server_compressed_unary", Client::serverCompressedUnary),
          new Case("client_streaming", Client::clientStreaming),
          new Case("server_streaming", Client::serverStreaming),
          new Case("server_compressed_streaming", Client::serverCompressedStreaming),
          new Case("flow_control", Client::serverStreamingShouldBeFlowControlled),
          new Case("ping_pong", Client::pingPong),
          new Case("full_duplex", Client::fullDuplexCallShouldSucceed),
          new Case("half_duplex", Client::halfDuplexCallShouldSucceed),
          new Case("empty_stream", Client::emptyStream),
          new Case("cancel_after_begin", Client::cancelAfterBegin),
          new Case("cancel_after_first_response", Client::cancelAfterFirstResponse),
          new Case("timeout_on_sleeping_server", Client::timeoutOnSleepingServer),
          new Case("deadline_exceeded", Client::deadlineExceeded),
          new Case("deadline_of_a_stream", Client::deadlineExceededServerStreaming),
          new Case("custom_metadata", Client::customMetadata),
          new Case("metadata_unary", Client::exchangeMetadataUnaryCall),
          new Case("metadata_streaming", Client::exchangeMetadataStreamingCall),
          new Case("status_code_and_message", Client::statusCodeAndMessage),
          new Case("special_status_message", Client::specialStatusMessage),
          new Case("unimplemented_method", Client::unimplementedMethod),
          new Case("unimplemented_service", Client::unimplementedService));

  static Stream<Arguments> cases() {
    return Stream.of(false, true)
        .flatMap(tls -> CASES.stream().map(c -> Arguments.of(tls ? "TLS" : "h2c", c)));
  }

  @ParameterizedTest(name = "{1} over {0}")
  @MethodSource("cases")
  void holds(String over, Case what) throws Exception {
    Client client = new Client(over.equals("TLS"));
    client.setUp();
    try {
      what.body.run(client);
    } finally {
      client.tearDown();
    }
    assertThat(client.isClosed()).isTrue();
  }

  /** The cases are methods of this, which is made for JUnit 4. */
  private static final class Client extends AbstractInteropTest {
    private final boolean tls;

    Client(boolean tls) {
      this.tls = tls;
    }

    boolean isClosed() {
      return channel == null || channel.isShutdown();
    }

    @Override
    protected boolean metricsExpected() {
      return false;
    }

    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
      NettyChannelBuilder to =
          NettyChannelBuilder.forAddress("127.0.0.1", naru.port(tls ? "secure-gateway" : "gateway"))
              .overrideAuthority("shop.naru.test")
              .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
              .maxInboundMessageSize(LARGEST);
      if (!tls) {
        return to.usePlaintext();
      }
      try {
        return to.sslContext(
            GrpcSslContexts.forClient().trustManager(naru.root().toFile()).build());
      } catch (SSLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

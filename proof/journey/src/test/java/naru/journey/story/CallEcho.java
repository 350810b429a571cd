package naru.journey.story;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service of gRPC that says every message back, with the client's side of it. */
final class CallEcho implements AutoCloseable {
  private static final MethodDescriptor<String, String> SAY =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName("echo.Echo/Say")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private final Server server;

  private CallEcho(Server server) {
    this.server = server;
  }

  static CallEcho open() throws IOException {
    return new CallEcho(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder("echo.Echo")
                    .addMethod(SAY, ServerCalls.asyncBidiStreamingCall(CallEcho::back))
                    .build())
            .build()
            .start());
  }

  int port() {
    return server.getPort();
  }

  private static StreamObserver<String> back(StreamObserver<String> client) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String text) {
        client.onNext(text);
      }

      @Override
      public void onError(Throwable gone) {
        // the client has left
      }

      @Override
      public void onCompleted() {
        client.onCompleted();
      }
    };
  }

  /** A stream that is open for as long as somebody speaks on it. */
  static final class Call {
    private static final String END = "\u0000end";
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<String> out;

    Call(ManagedChannel channel) {
      out =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(SAY, CallOptions.DEFAULT),
              new StreamObserver<String>() {
                @Override
                public void onNext(String text) {
                  heard.add(text);
                }

                @Override
                public void onError(Throwable why) {
                  heard.add(Status.fromThrowable(why).toString());
                }

                @Override
                public void onCompleted() {
                  heard.add(END);
                }
              });
    }

    /** Says something; what comes back, or how the stream broke. */
    String say(String text) throws InterruptedException {
      out.onNext(text);
      return hear();
    }

    private String hear() throws InterruptedException {
      String text = heard.poll(20, TimeUnit.SECONDS);
      return text == null ? "nothing in 20 s" : text;
    }

    /** Says the last word; whether the other side did the same. */
    boolean end() throws InterruptedException {
      out.onCompleted();
      return hear().equals(END);
    }
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream in) {
      try {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}

package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.http.h2.ConnectionError;
import naru.http.h2.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Long quiet streams from a client of HTTP/2 to a server of HTTP/2, in virtual time. */
final class Http2StreamIdleTest {
  private static final String GRPC = "content-type: application/grpc";

  /** {@code :status: 200}, from the static table of RFC 7541. */
  private static final byte[] OK = {(byte) 0x88};

  private final Site site = new Site();

  /** What the server got, and what the client got. */
  private final BlockingQueue<String> atServer = new LinkedBlockingQueue<>();

  private final BlockingQueue<String> atClient = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  /** A server that begins to answer, and says nothing more. */
  private Backend.Script quiet(boolean head, boolean pongs) {
    return socket -> {
      InputStream in = socket.getInputStream();
      in.readNBytes(24);
      send(socket, FrameType.SETTINGS, 0, 0);
      while (true) {
        ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(9));
        byte[] payload = in.readNBytes(frame.getInt(0) >>> 8);
        int stream = frame.getInt(5);
        switch (frame.get(3)) {
          case FrameType.HEADERS -> {
            atServer.add("HEADERS");
            if (head) {
              send(socket, FrameType.HEADERS, FrameType.END_HEADERS, stream, OK);
            }
          }
          case FrameType.DATA -> {
            String text = new String(payload, StandardCharsets.US_ASCII);
            atServer.add("DATA " + text);
            if (text.equals("last")) {
              send(socket, FrameType.DATA, FrameType.END_STREAM, stream, payload);
            }
          }
          case FrameType.PING -> {
            atServer.add("PING");
            if (pongs) {
              send(socket, FrameType.PING, 1, 0, payload);
            }
          }
          case FrameType.RST_STREAM -> atServer.add("RST_STREAM " + payload[3]);
          default -> {}
        }
      }
    };
  }

  private static void send(Socket to, int type, int flags, int stream, byte... payload)
      throws IOException {
    to.getOutputStream().write(Http2Wire.bytes(type, flags, stream, payload));
  }

  private InetSocketAddress front(Backend backend) {
    Peer peer = new Peer(backend.address(), null, "", Peer.Limits.DEFAULT, Peer.Protocol.HTTP2);
    return site.listen(Trying.of(peer));
  }

  /** Reads for as long as there is something, and answers PINGs. */
  private Http2Wire client(InetSocketAddress front) throws IOException {
    Http2Wire wire = Http2Wire.open(front);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (String line = wire.read(); !line.equals("closed"); line = wire.read()) {
                  if (line.equals("PING")) {
                    wire.frame(FrameType.PING, 1, 0, new byte[8]);
                  } else if (!line.startsWith("SETTINGS") && !line.startsWith("WINDOW")) {
                    atClient.add(line);
                  }
                }
              } catch (IOException | ConnectionError over) {
                atClient.add("broken");
              }
            });
    return wire;
  }

  private static void expect(BlockingQueue<String> from, String start) throws Exception {
    assertThat(from.poll(10, TimeUnit.SECONDS)).isNotNull().startsWith(start);
  }

  private void pass(long seconds) throws Exception {
    site.clock.forward(seconds, TimeUnit.SECONDS);
    EventLoop loop = site.loops.next();
    loop.submit(() -> site.engine.state(loop).sweep().sweepAll()).get();
  }

  /** Body-idle is half a minute long gone when the call ends, and the server was asked thrice. */
  @Test
  void aQuietCallLastsAsLongAsTheServerIsThereAndFiveMinutesAtMost() throws Exception {
    try (Backend backend = Backend.playing(quiet(true, true));
        Http2Wire client = client(front(backend))) {
      client.post(1, GRPC);
      expect(atServer, "HEADERS");
      expect(atClient, "HEADERS 1");
      for (int wait : new int[] {31, 61, 121}) {
        pass(wait);
        expect(atServer, "PING");
        site.untilSwept();
      }
      assertThat(atClient).isEmpty();
      pass(300 - 31 - 61 - 121);
      expect(atServer, "RST_STREAM 8");
      expect(atClient, "RST_STREAM 1");
      assertThat(site.failure().code()).isEqualTo(Code.UPSTREAM_STREAM_IDLE);
    }
  }

  /** As a server of gRPC may: its head comes with its first message. */
  @Test
  void aServerMayKeepItsHeadBackForAsLong() throws Exception {
    try (Backend backend = Backend.playing(quiet(false, true));
        Http2Wire client = client(front(backend))) {
      client.post(1, GRPC).data(1, "watch", false);
      expect(atServer, "HEADERS");
      expect(atServer, "DATA watch");
      pass(61);
      expect(atServer, "PING");
      site.untilSwept();
      pass(180);
      assertThat(atClient).isEmpty();
      expect(atServer, "PING");
      site.untilSwept();
      pass(60);
      expect(atClient, "HEADERS 1 [:status: 200, content-type: application/grpc, grpc-status: 14");
      assertThat(site.failure().code()).isEqualTo(Code.UPSTREAM_STREAM_IDLE);
    }
  }

  @Test
  void whatTheClientSaysKeepsACallAlive() throws Exception {
    try (Backend backend = Backend.playing(quiet(true, true));
        Http2Wire client = client(front(backend))) {
      client.post(1, GRPC);
      expect(atServer, "HEADERS");
      expect(atClient, "HEADERS 1");
      for (int i = 0; i < 3; i++) {
        pass(240);
        expect(atServer, "PING");
        site.untilSwept();
        client.data(1, "still", false);
        expect(atServer, "DATA still");
      }
      client.data(1, "last", true);
      expect(atServer, "DATA last");
      expect(atClient, "DATA 1 last end");
    }
  }

  @Test
  void aServerThatDoesNotAnswerAPingHasGone() throws Exception {
    try (Backend backend = Backend.playing(quiet(false, false));
        Http2Wire client = client(front(backend))) {
      client.post(1, GRPC);
      expect(atServer, "HEADERS");
      pass(31);
      expect(atServer, "PING");
      pass(16);
      expect(atClient, "HEADERS 1 [:status: 200, content-type: application/grpc, grpc-status: 14");
      assertThat(site.failure().code()).isEqualTo(Code.UPSTREAM_PING_TIMEOUT);
    }
  }

  /** Whoever sends while the answer runs is two-way as well; when all is sent, body-idle counts. */
  @Test
  void otherRequestsAreTwoWayAsLongAsTheySend() throws Exception {
    try (Backend backend = Backend.playing(quiet(true, true));
        Http2Wire client = client(front(backend))) {
      client.post(1);
      expect(atServer, "HEADERS");
      expect(atClient, "HEADERS 1");
      pass(240);
      expect(atServer, "PING");
      site.untilSwept();
      client.data(1, "all", true);
      expect(atServer, "DATA all");
      site.untilSwept();
      assertThat(atClient).isEmpty();
      pass(61);
      expect(atClient, "RST_STREAM 1");
      assertThat(site.failure().code()).isEqualTo(Code.UPSTREAM_BODY_TIMEOUT);
    }
  }
}

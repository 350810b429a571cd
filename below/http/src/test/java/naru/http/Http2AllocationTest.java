package naru.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.http.h2.FrameType;
import naru.http.h2.FrameWriter;
import naru.http.h2.HpackEncoder;
import naru.http.h2.Preface;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.Tracer;
import naru.transport.Listener;
import naru.transport.Loops;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a request over HTTP/2 leaves to the garbage collector, measured as in {@link
 * AllocationTest}: streams and their exchanges are used again.
 */
@Tag("allocation")
final class Http2AllocationTest {
  private static final int REQUESTS = 20_000;
  private static final byte[] BODY = "x".repeat(1024).getBytes(StandardCharsets.US_ASCII);

  private final HpackEncoder encoder = new HpackEncoder();
  private int stream = 1;

  /** Answers at once. */
  private static final Stop ANSWER =
      x -> {
        ResponseHead head = x.response(200);
        head.fields().add(Field.SERVER, BODY, 0, 4);
        x.answer(head, x.alloc().directBuffer(BODY.length).writeBytes(BODY));
      };

  @Test
  void aRequestLeavesLessThan200Bytes() throws Exception {
    assumeTrue(System.getProperty("io.netty.customResourceLeakDetector") == null);
    Metrics metrics = new Metrics();
    Tracer tracer =
        Tracer.recording(Clock.system(), 42, new Keep(0, Long.MAX_VALUE, 0), metrics, r -> {});
    try (Loops loops = Loops.open(1)) {
      HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
      Way way = Way.of(ANSWER);
      HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
      Limit limit = Limit.of(metrics, "connections", 10);
      try (Listener listener =
          Listener.open(
              loops,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new Listener.Options(Party.GATEWAY, null, 1_000_000_000L, limit),
              tracer,
              service)) {
        assertThat(bytesPerRequest(loops, listener.address())).isLessThan(200);
      }
    }
  }

  private long bytesPerRequest(Loops loops, InetSocketAddress front) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long loop = loops.next().submit(() -> Thread.currentThread().threadId()).get();
    try (Socket client = Site.connect(front)) {
      ByteBuf first = Unpooled.buffer();
      first.writeBytes(Preface.TEXT.getBytes(StandardCharsets.US_ASCII));
      FrameWriter.header(first, 0, FrameType.SETTINGS, 0, 0);
      client.getOutputStream().write(ByteBufUtil.getBytes(first));
      DataInputStream in = new DataInputStream(client.getInputStream());
      exchange(client, in, 2 * REQUESTS);
      long before = threads.getThreadAllocatedBytes(loop);
      exchange(client, in, REQUESTS);
      return (threads.getThreadAllocatedBytes(loop) - before) / REQUESTS;
    }
  }

  /** Four requests at a time; the windows are given back. */
  private void exchange(Socket client, DataInputStream in, int count) throws IOException {
    ByteBuf out = Unpooled.buffer();
    byte[] skipped = new byte[32_768];
    for (int i = 0; i < count; i += 4) {
      out.clear();
      for (int k = 0; k < 4; k++) {
        request(out);
      }
      FrameWriter.windowUpdate(out, 0, 4 * BODY.length);
      client.getOutputStream().write(out.array(), 0, out.readableBytes());
      for (int ended = 0; ended < 4; ) {
        int word = in.readInt();
        int flags = in.readUnsignedByte();
        in.skipNBytes(4);
        in.readFully(skipped, 0, word >>> 8);
        boolean end = (word & 0xff) < 2 && (flags & FrameType.END_STREAM) != 0;
        ended += end ? 1 : 0;
      }
    }
  }

  private void request(ByteBuf out) {
    int start = out.writerIndex();
    FrameWriter.header(
        out, 0, FrameType.HEADERS, FrameType.END_HEADERS | FrameType.END_STREAM, stream);
    encoder.begin(out);
    encoder.indexed(out, 2);
    encoder.indexed(out, 4);
    encoder.indexed(out, 6);
    field(out, ":authority", "shop.naru.test");
    field(out, "user-agent", "test");
    field(out, "accept", "*/*");
    out.setMedium(start, out.writerIndex() - start - FrameType.HEADER_BYTES);
    stream += 2;
  }

  private void field(ByteBuf out, String name, String value) {
    byte[] n = name.getBytes(StandardCharsets.US_ASCII);
    byte[] v = value.getBytes(StandardCharsets.US_ASCII);
    encoder.field(out, n, 0, n.length, v, 0, v.length, false);
  }
}

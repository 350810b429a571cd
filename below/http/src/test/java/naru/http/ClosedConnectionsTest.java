package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.trace.Entry;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that carried no request leaves a trace, which says who closed it, and why. */
final class ClosedConnectionsTest {
  private final Site site = new Site();
  private final InetSocketAddress front =
      site.listen(x -> x.answer(x.response(204), Unpooled.EMPTY_BUFFER));

  @AfterEach
  void close() {
    site.close();
  }

  /** How the next connection ended, of which nothing else is told but its beginning. */
  private TcpEvent.How how() throws InterruptedException {
    SpanRecord span = site.spans.poll(10, TimeUnit.SECONDS);
    assertThat(span).isNotNull();
    List<Entry> entries = span.entries();
    assertThat(entries).extracting(Site::name).startsWith("Accepted").endsWith("Closed");
    return ((TcpEvent.Closed) entries.getLast().event()).how();
  }

  private void passIdleTime() {
    site.clock.forward(HttpLimits.DEFAULT.keepAliveNanos() * 2, TimeUnit.NANOSECONDS);
  }

  @Test
  void whoAsksNothing() throws Exception {
    try (Socket client = Site.connect(front)) {
      site.untilMetric("naru_http_connections 1");
      passIdleTime();
      assertThat(Site.readAll(client)).isEmpty();
    }
    assertThat(how()).isEqualTo(TcpEvent.How.IDLE);
  }

  @Test
  void whoAsksNothingInHttp2() throws Exception {
    try (Http2Wire wire = Http2Wire.open(front)) {
      site.untilMetric("naru_http2_connections 1");
      passIdleTime();
      assertThat(wire.until("GOAWAY")).last().asString().endsWith("NO_ERROR");
    }
    assertThat(how()).isEqualTo(TcpEvent.How.IDLE);
  }

  @Test
  void whoIsThereWhenTheListenerLeaves() throws Exception {
    try (Socket client = Site.connect(front)) {
      site.untilMetric("naru_http_connections 1");
      site.drain();
      site.until(() -> true); // the loop has told the connection
      site.clock.forward(2, TimeUnit.SECONDS); // no request was on its way
      assertThat(Site.readAll(client)).isEmpty();
    }
    assertThat(how()).isEqualTo(TcpEvent.How.LEAVING);
  }

  @Test
  void whoIsThereInHttp2WhenTheListenerLeaves() throws Exception {
    try (Http2Wire wire = Http2Wire.open(front)) {
      site.untilMetric("naru_http2_connections 1");
      site.drain();
      wire.until("PING");
      site.clock.forward(2, TimeUnit.SECONDS); // the client is not waited for any longer
      assertThat(wire.until("closed")).last().isEqualTo("closed");
    }
    assertThat(how()).isEqualTo(TcpEvent.How.LEAVING);
  }

  /** The head has begun, so that it is waited for; that it did not come is why it closed. */
  @Test
  void whoseHeadStopsAsTheListenerLeaves() throws Exception {
    try (Socket client = Site.connect(front)) {
      Site.write(client, "GET / HT");
      site.untilMetric("naru_http_connections 1");
      site.until(() -> Site.connection(site.channels.element()).endsWith("HEAD"));
      site.drain();
      site.until(() -> true); // the loop has told the connection
      passIdleTime();
      assertThat(Site.readAll(client)).startsWith("HTTP/1.1 408 ");
    }
    SpanRecord span = site.spans.poll(10, TimeUnit.SECONDS);
    assertThat(span).isNotNull();
    assertThat(Site.failures(List.of(span))).containsExactly("request.head-timeout");
    SpanRecord late = site.spans.poll(10, TimeUnit.SECONDS);
    assertThat(late).isNotNull();
    assertThat(late.entries())
        .extracting(Entry::event)
        .containsExactly(new TcpEvent.Closed(TcpEvent.How.IDLE));
  }

  @Test
  void whoLeaves() throws Exception {
    try (Socket client = Site.connect(front)) {
      site.untilMetric("naru_http_connections 1");
      client.shutdownOutput();
      assertThat(Site.readAll(client)).isEmpty();
    }
    assertThat(how()).isEqualTo(TcpEvent.How.THEY_CLOSED);
  }

  @Test
  void whoResets() throws Exception {
    try (Socket client = Site.connect(front)) {
      site.untilMetric("naru_http_connections 1");
      client.setSoLinger(true, 0);
    }
    assertThat(how()).isEqualTo(TcpEvent.How.RESET);
  }
}

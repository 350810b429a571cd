package naru.trace.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import naru.base.Clock;
import naru.base.Metrics;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;
import naru.trace.log.AccessLog;
import naru.trace.log.LineFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines on a stream that somebody else reads, or does not. */
@Timeout(30)
final class LogStreamTest {
  private final Metrics metrics = new Metrics();
  private final Tracer tracer =
      Tracer.recording(Clock.system(), 7, new Keep(0, Long.MAX_VALUE, 0), metrics, part -> {});

  private AccessLog log(String template) {
    LineFormat format = LineFormat.Template.parse(template);
    AccessLog log = AccessLog.of(Set.of(Party.ORIGIN), format, Clock.system(), metrics);
    tracer.tellParts(log);
    return log;
  }

  private void request(String path) {
    byte[] head = ("GETa" + path).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Span span = tracer.span();
    span.beginRoot(Party.ORIGIN);
    span.request(
        Party.CLIENT, Party.ORIGIN, head, 0, 3, 3, 1, 4, path.length(), "http", "HTTP/1.1", 0);
    span.end();
  }

  @Test
  void linesGoToTheStreamWhichStaysOpen() {
    boolean[] closed = {false};
    ByteArrayOutputStream got =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    AccessLog log = log("{path}");
    LogWriter writer = LogWriter.start(log, LogStream.of(got), metrics);
    request("/one");
    request("/two");
    writer.close();
    assertThat(got.toString(java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("/one\n/two\n");
    assertThat(closed[0]).isFalse();
  }

  /** A pipe that nobody reads stops neither requests nor the end of the log. */
  @Test
  void whatNobodyReadsIsDroppedAndCounted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) {
            begun.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    AccessLog log = log("{path}");
    LogWriter writer = LogWriter.start(log, LogStream.of(stuck), metrics);
    request("/first");
    begun.await();
    String path = "/" + "x".repeat(20_000);
    for (int i = 0; i < AccessLog.MAX_WAITING / path.length() + 10; i++) {
      request(path);
    }
    assertThat(metrics.text()).doesNotContain("naru_access_log_dropped_total 0");
    writer.close();
    assertThat(metrics.text()).contains("naru_access_log_failed_total 1");
    never.countDown();
  }
}

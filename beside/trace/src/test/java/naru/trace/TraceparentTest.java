package naru.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, section 3.2. */
final class TraceparentTest {
  private static final String EXAMPLE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static Optional<Traceparent> parse(String text) {
    byte[] b = text.getBytes(StandardCharsets.ISO_8859_1);
    return Optional.ofNullable(Traceparent.parse(b, 0, b.length));
  }

  @Test
  void theStandardsExample() {
    Traceparent t = parse(EXAMPLE).orElseThrow();
    assertThat(new TraceId(t.high(), t.low())).hasToString("0af7651916cd43dd8448eb211c80319c");
    assertThat(t.parent()).isEqualTo(0xb7ad6b7169203331L);
    assertThat(t.sampled()).isTrue();
    assertThat(parse(EXAMPLE.replace("-01", "-00")).orElseThrow().sampled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
      })
  void whatIsNoTraceparentIsIgnored(String text) {
    assertThat(parse(text)).isEmpty();
  }

  @Test
  void aQuietPartIsKeptOnlyIfItFails() {
    List<SpanRecord> kept = new ArrayList<>();
    Tracer tracer = Tracer.recording(Clock.system(), 1, Keep.usual(), new Metrics(), kept::add);
    Span span = tracer.span();
    span.beginRoot(Party.ORIGIN);
    span.quieten();
    assertThat(Traceparent.of(span)).endsWith("-00");
    span.end();
    span.beginRoot(Party.ORIGIN);
    assertThat(Traceparent.of(span)).endsWith("-01");
    assertThat(Traceparent.unsampled(span)).endsWith("-00");
    span.quieten();
    span.add(new HttpEvent.Failed(Failure.of(Code.INTERNAL, Side.US, "a bug")));
    span.end();
    tracer.drain();
    assertThat(kept).hasSize(1);
  }
}

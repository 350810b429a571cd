package naru.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.gateway.guard.core.TokenKeys;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** When keys are read, in virtual time. */
class KeyReaderTest {
  private static final long SECOND = 1_000_000_000L;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventLoop loop = channel.eventLoop();
  private final KeySet keys = new KeySet();
  private long now = SECOND;
  private int readings;

  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return now;
        }

        @Override
        public Instant wallAt(long nanos) {
          return Instant.EPOCH.plusNanos(nanos);
        }
      };

  private void pass(long seconds) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  @Test
  void tokensWithUnknownKeysMakeNoMoreThanOneRowOfReadings() throws JoseException {
    String set =
        "{\"keys\":["
            + EcJwkGenerator.generateJwk(EllipticCurves.P256).toJson(OutputControlLevel.PUBLIC_ONLY)
            + "]}";
    channel.freezeTime();
    KeyReader reader =
        new KeyReader(
            keys,
            reading -> {
              readings++;
              reading.text(set);
            },
            loop,
            clock,
            600 * SECOND);
    reader.start();
    pass(1);
    assertThat(keys.keys()).isNotEqualTo(TokenKeys.NONE);
    for (int i = 0; i < 10; i++) {
      pass(11);
      keys.want();
      pass(1);
    }
    assertThat(readings).isEqualTo(11);
    pass(650);
    assertThat(readings).isEqualTo(12);
    reader.close();
    pass(1300);
    assertThat(readings).isEqualTo(12);
  }
}

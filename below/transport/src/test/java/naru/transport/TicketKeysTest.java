package naru.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import naru.transport.TicketKeys.Rotation;
import org.junit.jupiter.api.Test;

/** Keys of tickets: turned in time, kept for a while, each scope with its own. */
final class TicketKeysTest {
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private byte next;
  private final TicketKeys keys =
      TicketKeys.of(new Rotation(Duration.ofHours(1), 3), () -> now, this::secret);

  private byte[] secret() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, next++);
    return secret;
  }

  private List<String> names(String scope) {
    List<String> names = new ArrayList<>();
    for (OpenSslSessionTicketKey key : keys.of(scope)) {
      names.add(HexFormat.of().formatHex(key.name()));
    }
    return names;
  }

  @Test
  void aNewKeyComesFirstAndTheOldOnesStayForAWhile() {
    String first = names("a").getFirst();
    assertThat(names("a")).containsExactly(first);
    now = now.plus(Duration.ofMinutes(61));
    String second = names("a").getFirst();
    assertThat(names("a")).containsExactly(second, first);
    now = now.plus(Duration.ofMinutes(60));
    now = now.plus(Duration.ofMinutes(60));
    assertThat(names("a")).hasSize(3).element(1).isEqualTo(second);
  }

  @Test
  void afterALongSilenceAllOldOnesAreTooOld() {
    String first = names("a").getFirst();
    int version = keys.version();
    now = now.plus(Duration.ofHours(3));
    assertThat(keys.version()).isGreaterThan(version);
    assertThat(names("a")).hasSize(1).doesNotContain(first);
  }

  @Test
  void scopesShareNothing() {
    assertThat(names("a")).doesNotContainAnyElementsOf(names("b"));
    assertThat(keys.of("a")[0].aesKey()).isNotEqualTo(keys.of("b")[0].aesKey());
    assertThat(keys.of("a")[0].hmacKey()).isNotEqualTo(keys.of("a")[0].aesKey());
  }

  @Test
  void keepingFewerForgetsTheOldest() {
    now = now.plus(Duration.ofHours(1));
    List<String> two = names("a");
    int version = keys.version();
    keys.turning(new Rotation(Duration.ofHours(1), 3));
    assertThat(keys.version()).as("nothing changed").isEqualTo(version);
    keys.turning(new Rotation(Duration.ofHours(1), 1));
    assertThat(keys.version()).isNotEqualTo(version);
    assertThat(names("a")).containsExactly(two.getFirst());
  }
}

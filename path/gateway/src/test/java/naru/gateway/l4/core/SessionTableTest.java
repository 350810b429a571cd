package naru.gateway.l4.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions end when they were not used for their time. */
final class SessionTableTest {
  private final SessionTable<String, String> table = new SessionTable<>();
  private final List<String> ended = new ArrayList<>();

  @Test
  void useKeepsASession() {
    table.begin("a", "session a", 10, 0);
    table.begin("b", "session b", 10, 0);
    assertThat(table.use("a", 8)).isEqualTo("session a");
    table.sweep(10, ended::add);
    assertThat(ended).isEmpty();
    table.sweep(11, ended::add);
    assertThat(ended).containsExactly("session b");
    assertThat(table.use("b", 12)).isNull();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void eachHasATimeOfItsOwn() {
    table.begin("long", "long", 100, 0);
    table.begin("short", "short", 1, 0);
    table.sweep(50, ended::add);
    assertThat(ended).containsExactly("short");
    table.clear(ended::add);
    assertThat(ended).containsExactly("short", "long");
    assertThat(table.forget("long")).isFalse();
  }
}

package naru.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import naru.bench.machine.Trouble;
import org.junit.jupiter.api.Test;

final class TemplateTest {
  @Test
  void fillsNamesAndLeavesOtherDollarsAlone() {
    assertThat(Template.of("$host:${plain}").fill(Map.of("plain", "80"))).isEqualTo("$host:80\n");
  }

  @Test
  void repeatsNumberedLines() {
    assertThat(Template.of("begin\nn${i} A 192.0.2.${i}\nend").fill(Map.of()).lines())
        .hasSize(Template.REPEATED + 2)
        .startsWith("begin", "n1 A 192.0.2.1", "n2 A 192.0.2.2")
        .endsWith("n100 A 192.0.2.100", "end");
  }

  @Test
  void saysWhatIsNotGiven() {
    assertThatThrownBy(() -> Template.of("${nothing}").fill(Map.of()))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("${nothing}");
  }
}

package naru.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void gapsAreFilledOnce() {
    Text text = Text.of("{0} and {1}", "{1}, {0}").with("{1}", "b");
    assertThat(text).isEqualTo(Text.of("{1} and b", "b, {1}"));
  }

  @Test
  void gapsWithoutValueAndOtherBracesStay() {
    assertThat(Text.same("{0} {1} {x} ${env:A} {").with("a").en())
        .isEqualTo("a {1} {x} ${env:A} {");
  }

  @Test
  void nearestIsNearOrNothing() {
    List<String> names = List.of("check", "config", "version");
    assertThat(Nearest.to("chek", names)).contains("check");
    assertThat(Nearest.to("hceck", names)).contains("check");
    assertThat(Nearest.to("CONFIG", names)).contains("config");
    assertThat(Nearest.to("frobnicate", names)).isEmpty();
    assertThat(Nearest.to("c".repeat(100_000), names)).isEmpty();
  }

  @Test
  void hangulTakesTwoColumns() {
    assertThat(Cells.of("나루 naru")).isEqualTo(9);
    assertThat(Cells.of("e\u0301")).isEqualTo(1);
  }

  @Test
  void environmentNamesTheLanguage() {
    assertThat(Language.of(Map.of("LANG", "ko_KR.UTF-8"))).isEqualTo(Language.KO);
    assertThat(Language.of(Map.of("LANG", "ko_KR.UTF-8", "LC_ALL", "C"))).isEqualTo(Language.EN);
    assertThat(Language.of(Map.of("LC_ALL", "", "LANG", "ko"))).isEqualTo(Language.KO);
    assertThat(Language.of(Map.of())).isEqualTo(Language.EN);
  }
}

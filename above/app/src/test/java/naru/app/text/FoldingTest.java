package naru.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoldingTest {
  @Test
  void breaksAtSpacesAndKeepsEveryWord() {
    assertThat(Folding.of("open (post missed: path, limited missed: path)   (a.yaml:17)", 24))
        .containsExactly("open (post missed: path,", "limited missed: path)", "(a.yaml:17)");
    assertThat(Folding.of("short   enough", 24)).containsExactly("short   enough");
    assertThat(Folding.of("", 24)).containsExactly("");
  }

  /** Hangul takes two columns each. */
  @Test
  void countsColumnsNotLetters() {
    assertThat(Folding.of("주소에는 수신 주소가 없음. 있는 주소를 보이세요", 20))
        .containsExactly("주소에는 수신 주소가", "없음. 있는 주소를", "보이세요")
        .allMatch(line -> Cells.of(line) <= 20);
  }

  @Test
  void aLongWordStaysWhole() {
    assertThat(Folding.of("key https://shop.naru.test/a/very/long/path end", 20))
        .containsExactly("key", "https://shop.naru.test/a/very/long/path", "end");
  }
}

package naru.gateway.core.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The own engine against that of the JDK, and what it refuses. */
class RegexTest {
  private static boolean matches(String regex, String text) {
    byte[] b = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return Regex.parse(regex).matches(b, 1, text.length());
  }

  @Test
  void itCoversTheWhole() {
    assertThat(matches("/api/v[0-9]+/.*", "/api/v12/x")).isTrue();
    assertThat(matches("/api/v[0-9]+/.*", "/api/v/x")).isFalse();
    assertThat(matches("^/a$", "/a")).isTrue();
    assertThat(matches("/a", "/ab")).isFalse();
    assertThat(matches("(?i)/ABC", "/aBc")).isTrue();
    assertThat(matches("", "")).isTrue();
    assertThat(matches("\\d{2,3}", "1234")).isFalse();
    assertThat(matches("[^/]+", "ab/c")).isFalse();
  }

  @Test
  void groupsFillATemplate() {
    Regex regex = Regex.parse("/(\\w+)/(.*)");
    assertThat(regex.replace("/de/shop/1", "/shop/$2?lang=$1")).contains("/shop/shop/1?lang=de");
    assertThat(regex.replace("/de", "/$1")).isEmpty();
    assertThat(regex.replace("/a/b", "$$1/$3")).contains("$1/");
    assertThat(Regex.parse("(a*)(a*)").replace("aaa", "$1-$2")).contains("aaa-");
    assertThat(Regex.parse("(a|ab)(c|bcd)?").replace("abcd", "$1-$2")).contains("a-bcd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a)\\1",
        "a(?=b)",
        "(?<n>a)",
        "a*?",
        "a++",
        "(",
        ")",
        "[a",
        "*a",
        "a{3,2}",
        "a{999}",
        "a^b",
        "\\q",
        "[z-a]",
        "(.*a.{30})",
        "((a{200}){200}){200}",
        "가"
      })
  void whatIsNotBoundedIsRefused(String regex) {
    assertThatThrownBy(() -> Regex.parse(regex)).isInstanceOf(IllegalArgumentException.class);
  }

  /** What takes the JDK's engine longer than the universe takes no time here. */
  @Test
  void noTextMakesItSlow() {
    String evil = "a".repeat(50_000) + "!";
    Regex regex = Regex.parse("(a+)+(a|a)*(a*)*");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(regex.matches(evil.getBytes(StandardCharsets.US_ASCII), 0, 50_001)).isFalse();
          assertThat(regex.replace(evil, "$1")).isEmpty();
        });
  }

  /** Seeded expressions and texts: the answers and the groups are those of java.util.regex. */
  @Test
  void itAgreesWithTheJdk() {
    Random random = new Random(11);
    int matched = 0;
    for (int i = 0; i < 4000; i++) {
      String regex = expression(random, 2);
      String text = text(random);
      var theirs = Pattern.compile(regex).matcher(text);
      boolean expected = theirs.matches();
      matched += expected ? 1 : 0;
      assertThat(matches(regex, text)).as("%s on %s", regex, text).isEqualTo(expected);
      assertThat(Regex.parse(regex).replace(text, "x").isPresent())
          .as("%s on %s", regex, text)
          .isEqualTo(expected);
    }
    assertThat(matched).isBetween(400, 3600);
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      out.append("ab/".charAt(random.nextInt(3)));
    }
    return out.toString();
  }

  private static String expression(Random random, int depth) {
    List<String> atoms = List.of("a", "b", "/", ".", "[ab]", "[^a]", "\\w");
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      boolean group = depth > 0 && random.nextInt(3) == 0;
      String atom =
          group
              ? "(" + expression(random, depth - 1) + ")"
              : atoms.get(random.nextInt(atoms.size()));
      out.append(atom).append(List.of("", "", "*", "+", "?", "{1,2}").get(random.nextInt(6)));
    }
    return depth > 0 && random.nextInt(4) == 0
        ? out + "|" + expression(random, depth - 1)
        : out.toString();
  }

  @Test
  void aSetOfOthersLeavesBothCasesOut() {
    Regex regex = Regex.parse("(?i)/[^ab]");
    for (String out : new String[] {"/a", "/A", "/b", "/B"}) {
      byte[] b = out.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      assertThat(regex.matches(b, 0, b.length)).as(out).isFalse();
    }
    byte[] c = {'/', 'C'};
    assertThat(regex.matches(c, 0, 2)).isTrue();
  }
}

package naru.ca.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import naru.base.DomainPattern;
import org.junit.jupiter.api.Test;

/** Which names exist, and for which of them the CA signs. */
final class NamesTest {
  @Test
  void namesAreBroughtIntoOneForm() {
    assertThat(SubjectName.parse("Shop.Naru.TEST.")).contains(dns("shop.naru.test"));
    assertThat(SubjectName.parse("xn--9t4b11yi5a.test")).isPresent();
    assertThat(SubjectName.parse("127.0.0.1")).contains(new SubjectName("127.0.0.1", true));
    assertThat(SubjectName.parse("::1")).isEqualTo(SubjectName.parse("0:0:0:0:0:0:0:1"));
  }

  @Test
  void whatIsNoNameIsNone() {
    String longLabel = "a".repeat(64) + ".test";
    String longName = "abcdefg.".repeat(32) + "test";
    for (String text :
        List.of(
            "", ".", "a..b", ".a", "*.a", "a b", "a/b", "-a.b", "a-.b", "나루.test", "a\0.b", "a..",
            longLabel, longName)) {
      assertThat(SubjectName.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void wildcardsCoverNamesOnlyAndAddressesAreWrittenOut() {
    NamePolicy any = policy("*");
    assertThat(any.allows(dns("a.test"))).isTrue();
    assertThat(any.allows(address("10.0.0.1"))).isFalse();
    NamePolicy some = policy("*.naru.test", "127.0.0.1", "::1");
    assertThat(some.allows(dns("a.b.naru.test"))).isTrue();
    assertThat(some.allows(dns("naru.test"))).isFalse();
    assertThat(some.allows(address("127.0.0.1"))).isTrue();
    assertThat(some.allows(address("0:0:0:0:0:0:0:1"))).isTrue();
    assertThat(some.allows(address("127.0.0.2"))).isFalse();
    assertThat(some.described()).isEqualTo("*.naru.test, 127.0.0.1, ::1");
  }

  private static NamePolicy policy(String... patterns) {
    return NamePolicy.of(List.of(patterns).stream().map(DomainPattern::parse).toList());
  }

  private static SubjectName dns(String name) {
    return new SubjectName(name, false);
  }

  private static SubjectName address(String literal) {
    return SubjectName.parse(literal).filter(SubjectName::address).orElseThrow();
  }
}

package naru.origin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** RFC 3986, and what must not climb. */
final class SitePathTest {
  private static SitePath clean(boolean folder, String... names) {
    return new SitePath.Clean(List.of(names), folder);
  }

  @Test
  void section2_1_eachSegmentIsDecodedOnce() {
    assertThat(SitePath.parse("/")).isEqualTo(clean(true));
    assertThat(SitePath.parse("/a/b.html")).isEqualTo(clean(false, "a", "b.html"));
    assertThat(SitePath.parse("/a%20b/")).isEqualTo(clean(true, "a b"));
    assertThat(SitePath.parse("/%EA%B0%95")).isEqualTo(clean(false, "강"));
    assertThat(SitePath.parse("/%252e%252e/x")).isEqualTo(clean(false, "%2e%2e", "x"));
  }

  @Test
  void section5_2_4_dotSegmentsAreRemovedEncodedOrNot() {
    assertThat(SitePath.parse("/a/./b/../c")).isEqualTo(clean(false, "a", "c"));
    assertThat(SitePath.parse("/a/%2E%2e/c")).isEqualTo(clean(false, "c"));
    assertThat(SitePath.parse("/a/b/..")).isEqualTo(clean(true, "a"));
    assertThat(SitePath.parse("//a//b")).isEqualTo(clean(false, "a", "b"));
  }

  @Test
  void whatCouldEscapeIsRefused() {
    for (String path :
        List.of(
            "",
            "a",
            "*",
            "/..",
            "/../etc/passwd",
            "/%2e%2e/etc/passwd",
            "/a/../../b",
            "/a%2fb",
            "/a%2Fb",
            "/..%2f..%2fetc",
            "/a%5cb",
            "/..\\..\\x",
            "/a%00.html",
            "/%0a",
            "/%7f",
            "/%",
            "/%4",
            "/%zz",
            "/%c0%ae%c0%ae/x",
            "/%ff",
            "/%ed%a0%80",
            "/" + "x".repeat(256),
            "/x".repeat(65))) {
      assertThat(SitePath.parse(path)).as(path).isInstanceOf(SitePath.Refused.class);
    }
  }

  @Test
  void hiddenNamesAreKnown() {
    assertThat(((SitePath.Clean) SitePath.parse("/.git/config")).isHidden()).isTrue();
    assertThat(((SitePath.Clean) SitePath.parse("/a/%2ehtaccess")).isHidden()).isTrue();
    assertThat(((SitePath.Clean) SitePath.parse("/.well-known/x")).isHidden()).isFalse();
  }

  @Test
  void encodingAgainNeverNamesAnotherHost() {
    assertThat(((SitePath.Clean) SitePath.parse("//evil.example/x")).encoded())
        .isEqualTo("/evil.example/x");
    assertThat(((SitePath.Clean) SitePath.parse("/%EA%B0%95/a%20%3f")).encoded())
        .isEqualTo("/%EA%B0%95/a%20%3F");
  }

  /** Any bytes: what is accepted stays below the root and survives being written and read again. */
  @Test
  void fuzzedPathsNeverLeaveTheRoot() {
    String[] pieces = {
      "/", "..", ".", "%2e", "%2E", "%2f", "%5c", "\\", "%00", "a", "%", "%25", "강", "%EA", "%B0",
      "~", "//", ";", "?", "%c0%af", "\u0000", "c:", "%ff", ".git", " "
    };
    SplittableRandom random = new SplittableRandom(7396);
    Path root = Path.of("/srv/site");
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(12); n > 0; n--) {
        path.append(pieces[random.nextInt(pieces.length)]);
      }
      if (SitePath.parse(path.toString()) instanceof SitePath.Clean clean) {
        accepted++;
        Path file = root.resolve(clean.joined());
        assertThat(file.normalize()).as(path.toString()).isEqualTo(file).startsWithRaw(root);
        assertThat(SitePath.parse(clean.encoded()))
            .isEqualTo(
                new SitePath.Clean(clean.names(), clean.folder() || clean.names().isEmpty()));
      }
    }
    assertThat(accepted).isGreaterThan(10_000);
  }
}

package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import naru.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3986 sections 5.2.4 and 6.2.2. */
class SafePathTest {
  private static final Pattern SEVERAL = Pattern.compile(";|%(2F|3B|40)");

  private static SafePath.Result of(String path) {
    return SafePath.of(RequestHead.of("GET", path, "shop.test"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b/c/./../../g, /a/g",
    "/a//b///c, /a/b/c",
    "//evil.test/a, /evil.test/a",
    "/%61dmin, /admin",
    "/a/%2e%2e/admin, /admin",
    "/a/.%2E/admin, /admin",
    "/../../admin, /admin",
    "/a/.., /",
    "/a/., /a/",
    "/a/b/.., /a/",
    "/a%2fb, /a%2Fb",
    "/a%20b?q=%20//.., /a%20b?q=%20//..",
    "/a/./b?x=../y, /a/b?x=../y",
    "/%7euser/%2D%5f, /~user/-_",
    "/.hidden, /.hidden",
    "/a/...b/..c, /a/...b/..c",
    "/a//, /a/",
    "/@scope%2fname/x, /@scope%2Fname/x",
    "/a;v=1/b, /a;v=1/b"
  })
  void eachPathHasOneSpelling(String sent, String spelled) {
    SafePath.Result result = of(sent);
    String now = result instanceof SafePath.Result.Changed c ? c.pathAndQuery() : sent;
    assertThat(result).isNotInstanceOf(SafePath.Result.Refused.class);
    assertThat(now).isEqualTo(spelled);
    // What was spelled once is spelled so for good.
    assertThat(of(now)).isInstanceOf(SafePath.Result.Same.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a\\..\\admin",
        "/a%5cb",
        "/a%5Cb",
        "/a%00",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a/..;/admin",
        "/a/..;x=1/admin",
        "/.;/a",
        "/%2e%2e;/a",
        "/a/..%3badmin",
        "/a/..%2fadmin",
        "/a/%2e%2e%2fadmin",
        "/a%2f../admin",
        "/a/%2F..",
        "/a%2f.%2fb",
        "/a%2f..;x/b"
      })
  void whatServersReadDifferentlyIsRefused(String path) {
    assertThat(of(path)).isInstanceOf(SafePath.Result.Refused.class);
  }

  @Test
  void theQueryIsNeverTouched() {
    assertThat(of("/a?x=%zz\\..//")).isEqualTo(new SafePath.Result.Same(true));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "/a%2Fb, /a/b /a%2Fb",
    "/%2Fa, /a /%2Fa",
    "/a;x=1/b;y, /a;x=1/b;y /a/b",
    "/;/a, /;/a /a",
    "/;x, /;x /",
    "/a%20b, /a%20b",
    "/a;x%2Fb, /a;x/b /a /a/b",
    "/a%2Fb;x%2Fc, /a/b;x/c /a%2Fb /a/b/c /a/b",
    "/a%3Bx/b, /a%3Bx/b /a;x/b /a/b",
    "/%40a/%3Db, /%40a/%3Db /@a/=b",
    "/a%3F%23%25b, /a%3F%23%25b",
    "/%40a%2Fb, /%40a/b /%40a%2Fb /@a%2Fb /@a/b"
  })
  void lessStrictServersSeeOtherPaths(String path, String seen) {
    assertThat(SafePath.readings(path)).containsExactly(seen.split(" "));
    assertThat(SafePath.hasReadings(RequestHead.of("GET", path + "?a;b%2Fc", "a.test")))
        .isEqualTo(SEVERAL.matcher(path).find());
  }

  @ParameterizedTest
  @CsvSource({
    "/login;jsessionid=1A2B.node1, /login",
    "/;jsessionid=x!-1!2, /",
    "/a/;jsessionid=x, /a/",
    "/a;v=1;jsessionid=x, /a;v=1",
    "/a;jsessionid=, -",
    "/a;jsessionid=x;v=1, -",
    "/a;jsessionid=x/b, -",
    "/a;jsessionid=x%2Fb, -",
    "/a%3Bjsessionid=x, -",
    "/a;JSESSIONID=x, -",
    "/a;xjsessionid=x, -",
    "/jsessionid=x, -",
    "/a, -"
  })
  void theSessionAtTheEndIsNoPartOfThePath(String path, String without) {
    int at = SafePath.sessionAt(path);
    assertThat(at < 0 ? "-" : path.substring(0, at)).isEqualTo(without);
  }
}

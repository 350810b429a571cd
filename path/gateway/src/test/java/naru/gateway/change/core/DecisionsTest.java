package naru.gateway.change.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.gateway.change.config.Coding;
import naru.gateway.change.config.Compression;
import naru.gateway.change.config.Cors;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.Origin;
import naru.gateway.change.config.PathChange;
import naru.gateway.change.config.Redirect;
import naru.gateway.change.config.Rewrite;
import naru.gateway.change.config.Template;
import naru.gateway.config.PathPattern;
import naru.gateway.core.regex.Regex;
import naru.http.Field;
import naru.http.ResponseHead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is to be changed, from values alone. */
class DecisionsTest {
  private static List<PathPattern> paths(String... patterns) {
    return Arrays.stream(patterns).map(PathPattern::parse).toList();
  }

  // ---- the way back of a rewrite

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/login | /shop/login",
        "/ | /shop/",
        "/shop/login |",
        "/shopping | /shop/shopping",
        "http://in.test/a?b=/c | https://a.test:8443/shop/a?b=/c",
        "http://in.test | https://a.test:8443/shop/",
        "https://a.test:8443/x | https://a.test:8443/shop/x",
        "https://a.test:8443/shop/x |",
        "https://elsewhere.test/x |",
        "//in.test/x |",
        "next |",
        "mailto:a@in.test |",
      })
  void aRedirectOfTheServerLeadsBackToTheClientsSide(String said, @Nullable String led) {
    Rewrite rewrite =
        new Rewrite(Optional.of("in.test"), Optional.of(new PathChange.Prefix("/")), true);
    WayBack back = WayBack.of(rewrite, "https", "a.test:8443", "/shop/x", paths("/shop/**"));
    assertThat(back.of(said)).isEqualTo(Optional.ofNullable(led));
  }

  @Test
  void anInnerPrefixGivesWayToTheOuterOne() {
    Rewrite rewrite =
        new Rewrite(Optional.empty(), Optional.of(new PathChange.Prefix("/v2")), true);
    WayBack back = WayBack.of(rewrite, "http", "a.test", "/api/x", paths("/**", "/api/**"));
    assertThat(back.of("/v2/y?z")).contains("/api/y?z");
    assertThat(back.of("/v2")).contains("/api");
    assertThat(back.of("/v22/y")).isEmpty();
    assertThat(back.of("/other")).isEmpty();
    assertThat(back.of("http://a.test/v2/y")).contains("http://a.test/api/y");
  }

  @Test
  void whatIsLedBackStaysAPathOfThisHost() {
    Rewrite rewrite =
        new Rewrite(Optional.empty(), Optional.of(new PathChange.Prefix("/app")), true);
    WayBack back = WayBack.of(rewrite, "http", "a.test", "/x", paths("/**"));
    assertThat(back.of("/app//evil.test/x")).contains("/evil.test/x");
    assertThat(back.of("/app")).contains("/");
    assertThat(back.of("/app?x=1")).contains("/?x=1");
    assertThat(back.of("http://a.test/app")).contains("http://a.test/");
  }

  // ---- codings: RFC 9110 12.5.3

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | ZSTD",
        "gzip, deflate, br | BR",
        "gzip;q=1.0, br;q=0.5 | GZIP",
        "x-gzip | GZIP",
        "* | ZSTD",
        "*;q=0.5, br | BR",
        "zstd;q=0, * | BR",
        "GZIP | GZIP",
        "gzip;q=0 |",
        "gzip;q=0.5, identity |",
        "identity |",
        "deflate |",
        "gzip;q=what |",
        "'' |",
      })
  void theClientChoosesItsCoding(String accepted, Coding coding) {
    List<Coding> all = List.of(Coding.ZSTD, Coding.BR, Coding.GZIP);
    assertThat(Acceptance.of(accepted, all)).isEqualTo(Optional.ofNullable(coding));
  }

  private static ResponseHead response(int status, String... fields) {
    ResponseHead head = ResponseHead.of(status);
    for (int i = 0; i < fields.length; i += 2) {
      head.fields().add(fields[i], fields[i + 1]);
    }
    return head;
  }

  @Test
  void onlyWhatIsWorthItAndAllowedIsCompressed() {
    Compression usual = Compression.USUAL;
    assertThat(Compressible.is(response(200, "Content-Type", "text/html"), usual)).isTrue();
    assertThat(Compressible.is(response(200, "Content-Type", "Application/LD+JSON; a=b"), usual))
        .isTrue();
    assertThat(Compressible.is(response(404, "Content-Type", "text/plain"), usual)).isTrue();
    Stream.of(
            response(200, "Content-Type", "image/png"),
            response(200),
            response(204, "Content-Type", "text/html"),
            response(206, "Content-Type", "text/html", "Content-Range", "bytes 0-1/2"),
            response(304, "Content-Type", "text/html"),
            response(200, "Content-Type", "text/html", "Content-Encoding", "br"),
            response(200, "Content-Type", "text/html", "Cache-Control", "public, No-Transform"),
            response(200, "Content-Type", "text/html", "Content-Length", "1023"))
        .forEach(head -> assertThat(Compressible.is(head, usual)).as("%s", head).isFalse());
  }

  @Test
  void a304IsToldAsTheResponseThatItStandsFor() {
    Compression usual = Compression.USUAL;
    assertThat(Compressible.isUnchanged(response(304), usual)).isTrue();
    assertThat(Compressible.isUnchanged(response(304, "Content-Type", "text/css"), usual)).isTrue();
    Stream.of(
            response(200),
            response(304, "Content-Type", "image/png"),
            response(304, "Content-Encoding", "br"),
            response(304, "Content-Length", "1023"),
            response(304, "Cache-Control", "no-transform"))
        .forEach(
            head -> assertThat(Compressible.isUnchanged(head, usual)).as("%s", head).isFalse());
    assertThat(tag("\"a\"", "\"b\", W/\"a\"")).isEqualTo("W/\"a\"");
    assertThat(tag("W/\"a\"", "W/\"a\"")).isEqualTo("W/\"a\"");
    assertThat(tag("\"a\"", "W/\"b\", \"a\"")).as("it holds all bytes").isEqualTo("\"a\"");
    assertThat(tag("\"a\"", "")).isEqualTo("\"a\"");
  }

  private static String tag(String said, String held) {
    ResponseHead head = response(304, "ETag", said);
    Compressible.tag(head.fields(), held);
    return head.fields().text(Field.ETAG).orElseThrow();
  }

  @Test
  void theHeadOfACompressedResponseSaysSo() {
    ResponseHead head =
        response(
            200, "Content-Length", "5000", "ETag", "\"a\"", "Vary", "Origin", "Accept-Ranges", "b");
    Compressible.vary(head.fields());
    Compressible.vary(head.fields());
    Compressible.code(head.fields(), "br");
    assertThat(head.fields().text(Field.ETAG)).contains("W/\"a\"");
    assertThat(head.fields().list(Field.VARY)).isEqualTo("Origin, Accept-Encoding");
    assertThat(head.fields().text(Field.CONTENT_ENCODING)).contains("br");
    assertThat(head.fields().has(Field.CONTENT_LENGTH)).isFalse();
    assertThat(head.fields().has(Field.ACCEPT_RANGES)).isFalse();
  }

  // ---- paths

  @ParameterizedTest
  @CsvSource({
    "/foo/**, /xyz, /foo/bar, /xyz/bar",
    "/foo/**, /xyz/, /foo/bar, /xyz/bar",
    "/foo/**, /xyz, /foo, /xyz",
    "/foo/**, /xyz, /foo/, /xyz/",
    "/foo/**, /, /foo/bar, /bar",
    "/foo/**, /, /foo, /",
    "/**, /v1, /a, /v1/a",
    "/**, /, /a, /a",
    "/foo, /bar, /foo, /bar",
  })
  void aPrefixGivesWay(String own, String prefix, String path, String expected) {
    assertThat(NewPath.of(new PathChange.Prefix(prefix), path, "?q", paths(own)))
        .isEqualTo(expected + "?q");
  }

  @Test
  void theLongestPrefixOfTheRouteGivesWay() {
    List<PathPattern> own = paths("/**", "/a/**", "/a/b/**");
    assertThat(NewPath.of(new PathChange.Prefix("/x"), "/a/b/c", "", own)).isEqualTo("/x/c");
    assertThat(NewPath.of(new PathChange.Prefix("/x"), "/a/c", "", own)).isEqualTo("/x/c");
  }

  @Test
  void aPatternAndAFullPathMayBringAQuery() {
    PathChange language = new PathChange.Pattern(Regex.parse("/(de|en)/(.*)"), "/$2?lang=$1");
    assertThat(NewPath.of(language, "/de/x", "?a", List.of())).isEqualTo("/x?lang=de");
    assertThat(NewPath.of(language, "/fr/x", "?a", List.of())).isEqualTo("/fr/x?a");
    assertThat(NewPath.of(new PathChange.Full("/one"), "/fr/x", "?a", List.of()))
        .isEqualTo("/one?a");
    PathChange rest = new PathChange.Pattern(Regex.parse("/a(.*)"), "/$1");
    assertThat(NewPath.of(rest, "/a/b", "", List.of())).as("one spelling").isEqualTo("/b");
  }

  @ParameterizedTest
  @CsvSource({
    "/login, /in, /login;jsessionid=1, /in;jsessionid=1",
    "/app/**, /in, /app;jsessionid=1, /in;jsessionid=1",
    "/app/**, /in, /app/x;jsessionid=1, /in/x;jsessionid=1",
    "/app/**, /, /app/;jsessionid=1, /;jsessionid=1"
  })
  void thePrefixGivesWayAndTheSessionStays(String own, String prefix, String path, String now) {
    String changed = NewPath.of(new PathChange.Prefix(prefix), path, "?q", paths(own));
    assertThat(changed).isEqualTo(now + "?q");
  }

  @Test
  void aPatternThatMatchesWithoutTheSessionKeepsIt() {
    PathChange pattern = new PathChange.Pattern(Regex.parse("/old/([a-z]+)"), "/new?page=$1");
    assertThat(NewPath.of(pattern, "/old/a;jsessionid=1", "", List.of()))
        .isEqualTo("/new;jsessionid=1?page=a");
    assertThat(NewPath.of(pattern, "/x;jsessionid=1", "?q", List.of()))
        .isEqualTo("/x;jsessionid=1?q");
    PathChange all = new PathChange.Pattern(Regex.parse("/old/(.+)"), "/new/$1");
    assertThat(NewPath.of(all, "/old/a;jsessionid=1", "", List.of()))
        .isEqualTo("/new/a;jsessionid=1");
  }

  // ---- redirects

  private static String location(Redirect r, String scheme, String authority, String path) {
    return Location.of(r, scheme, authority, path, "?q=1", paths("/old/**"));
  }

  private static Redirect redirect(
      String scheme, String host, int port, @Nullable PathChange path) {
    return new Redirect(
        Optional.of(scheme).filter(s -> !s.isEmpty()),
        Optional.of(host).filter(s -> !s.isEmpty()),
        Optional.of(port).filter(p -> p > 0),
        Optional.ofNullable(path),
        302);
  }

  @Test
  void aRedirectKeepsWhatItDoesNotSay() {
    assertThat(location(redirect("https", "", 0, null), "http", "a.test:8080", "/x"))
        .isEqualTo("https://a.test/x?q=1");
    assertThat(location(redirect("", "b.test", 0, null), "http", "a.test:8080", "/x"))
        .isEqualTo("http://b.test:8080/x?q=1");
    assertThat(location(redirect("", "", 8443, null), "https", "a.test", "/x"))
        .isEqualTo("https://a.test:8443/x?q=1");
    assertThat(location(redirect("", "", 443, null), "https", "a.test:8443", "/x"))
        .isEqualTo("https://a.test/x?q=1");
    assertThat(location(redirect("http", "", 443, null), "https", "[::1]:8443", "/x"))
        .isEqualTo("http://[::1]:443/x?q=1");
    assertThat(location(redirect("", "", 0, new PathChange.Prefix("/new")), "http", "", "/old/x"))
        .as("no host, no URL")
        .isEqualTo("/new/x?q=1");
  }

  /** RFC 9112 section 3.3: the URI of {@code OPTIONS *} has no path. */
  @Test
  void aRedirectOfTheServerAsAWholeHasNoPath() {
    Redirect moved = redirect("https", "", 0, new PathChange.Prefix("/new"));
    assertThat(Location.of(moved, "http", "a.test:8080", "", "", paths("/**")))
        .isEqualTo("https://a.test");
    assertThat(Location.of(moved, "http", "", "", "", paths("/**"))).isEqualTo("/");
  }

  // ---- words of the configuration

  @ParameterizedTest
  @CsvSource({
    "https://app.test, https://app.test, true",
    "https://app.test, HTTPS://App.Test, true",
    "https://app.test, http://app.test, false",
    "https://app.test, https://app.test:444, false",
    "https://app.test, https://app.test.evil.test, false",
    "https://*.app.test, https://a.app.test, true",
    "https://*.app.test, https://a.b.app.test, true",
    "https://*.app.test, https://app.test, false",
    "https://*.app.test, https://evil.test/.app.test, false",
    "https://*.app.test, https://evilapp.test, false",
    "*, null, true",
    "https://*.app.test, null, false",
  })
  void anOriginIsCovered(String pattern, String origin, boolean covered) {
    assertThat(new Origin(pattern).covers(origin)).isEqualTo(covered);
  }

  @Test
  void whatWouldBeDangerousIsRefused() {
    assertThatThrownBy(() -> new Origin("app.test")).hasMessageContaining("origin");
    assertThatThrownBy(
            () -> new Cors(List.of(new Origin("*")), List.of(), List.of(), List.of(), true, 5))
        .hasMessageContaining("credentials");
    assertThatThrownBy(() -> HeaderChange.Line.of("Content-Length", "1"))
        .hasMessageContaining("cannot be changed");
    assertThatThrownBy(() -> Template.parse("a\r\nb")).hasMessageContaining("control");
    assertThatThrownBy(() -> Template.parse("${clinet}")).hasMessageContaining("${client}");
    assertThatThrownBy(() -> Template.parse("${client")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void aTemplateHasGaps() {
    Template t = Template.parse("a ${client} $${x} {\"json\": 1}");
    assertThat(t.parts())
        .containsExactly(
            new Template.Part.Literal("a "),
            new Template.Part.Gap(Template.Variable.CLIENT),
            new Template.Part.Literal(" ${x} {\"json\": 1}"));
    assertThat(t.isConstant()).isFalse();
    assertThat(Template.parse("$5").constant()).isEqualTo("$5");
    assertThat(Template.parse("${certificate.cn}").parts())
        .containsExactly(new Template.Part.Gap(Template.Variable.CERTIFICATE_CN));
  }
}

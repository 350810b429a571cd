package naru.cache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 sections 2, 4.1 and 4.4. */
final class KeysTest {
  @ParameterizedTest
  @CsvSource({
    "http, Shop.Naru.Test, /A?b=C, http://shop.naru.test/A?b=C",
    "http, shop:80, /, http://shop/",
    "https, shop:443, /, https://shop/",
    "https, shop:80, /, https://shop:80/",
    "http, '[::1]:8080', /x, 'http://[::1]:8080/x'"
  })
  void rfc9110_section4_2_3_normalised(String scheme, String host, String target, String text) {
    assertThat(CacheKey.of(scheme, host, target).text()).isEqualTo(text);
  }

  @Test
  void aProbeFindsAKeyOfTheSameBytesOnly() {
    Map<Object, String> map = new HashMap<>();
    map.put(CacheKey.of("http", "shop", "/a"), "a");
    CacheKey.Probe probe = new CacheKey.Probe();
    for (String path : List.of("/a", "/b", "/a")) {
      probe.begin(false);
      probe.authority(bytes("SHOP:80"), 0, 7);
      probe.target(bytes("GET " + path), 4, 2);
      assertThat(map.get(probe)).isEqualTo(path.equals("/a") ? "a" : null);
    }
  }

  @Test
  void section4_1_varyKeyNormalisesListsAndWhitespace() {
    List<String> names = List.of("foo", "accept-language");
    String plain = Vary.key(names, Lines.of("Foo", "1,2", "Accept-Language", "en, de"));
    assertThat(Vary.key(names, Lines.of("Accept-Language", " De ,  eN", "Foo", "1", "foo", "2")))
        .isEqualTo(plain);
    assertThat(Vary.key(names, Lines.of("Foo", "2,1", "Accept-Language", "en, de")))
        .isNotEqualTo(plain);
    assertThat(Vary.key(List.of("foo"), Lines.none()))
        .isNotEqualTo(Vary.key(List.of("foo"), Lines.of("Foo", "")));
  }

  @Test
  void section4_4_invalidatesTheTargetAndPlacesOfTheSameOrigin() {
    CacheKey target = CacheKey.of("http", "shop:8080", "/a/b");
    Lines response = Lines.of("Location", "c?d", "Content-Location", "http://other/x");
    assertThat(Invalidation.keys(target, 201, response))
        .containsExactly(target, CacheKey.of("http", "shop:8080", "/a/c?d"));
    assertThat(Invalidation.keys(target, 500, response)).isEmpty();
    assertThat(Invalidation.keys(target, 200, Lines.of("Location", "http://[bad")))
        .containsExactly(target);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-1, 0-1",
    "bytes=1-, 1-9",
    "bytes=-1, 9-9",
    "bytes=-99, 0-9",
    "bytes=3-99, 3-9",
    "BYTES=0-0, 0-0",
    "bytes=10-, none",
    "bytes=-0, none",
    "'bytes=0-1,3-4', whole",
    "bytes=4-2, whole",
    "lines=0-1, whole",
    "bytes=a-2, whole",
    "bytes=, whole",
    "bytes=-, whole",
    "bytes=0-99999999999999999999, 0-9",
    "bytes=--1, whole"
  })
  void rfc9110_section14_1_2_oneRange(String field, String outcome) {
    String words =
        switch (ByteRange.of(field, 10)) {
          case ByteRange.Whole whole -> "whole";
          case ByteRange.Unsatisfiable none -> "none";
          case ByteRange.Slice slice -> slice.first() + "-" + slice.last();
        };
    assertThat(words).isEqualTo(outcome);
  }

  @Test
  void rfc9211_section2_members() {
    assertThat(CacheStatus.hit(-3).detail("max-stale"))
        .hasToString("Naru; hit; ttl=-3; detail=max-stale");
    assertThat(CacheStatus.forwarded("uri-miss").forwardedStatus(200).stored().collapsed())
        .hasToString("Naru; fwd=uri-miss; fwd-status=200; stored; collapsed");
  }

  private static byte[] bytes(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }
}

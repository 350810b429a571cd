package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import naru.base.IpRange;
import naru.http.Field;
import naru.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7239, and the fields that were there before it. */
class ForwardingFieldsTest {
  private static final InetAddress CLIENT = IpRange.literal("192.0.2.7");
  private static final InetAddress PROXY = IpRange.literal("10.1.2.3");

  private final ForwardingFields fields =
      new ForwardingFields(List.of(IpRange.parse("10.0.0.0/8")));

  private static RequestHead withClaims() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test:8080");
    head.fields().add(Field.X_FORWARDED_FOR, "203.0.113.5, 10.9.9.9");
    head.fields().add(Field.X_FORWARDED_PROTO, "https");
    head.fields().add(Field.X_FORWARDED_HOST, "public.test");
    head.fields().add(Field.FORWARDED, "for=203.0.113.5");
    head.fields().add(Field.X_REAL_IP, "203.0.113.5");
    head.fields().add("X-Forwarded-Prefix", "/evil");
    head.fields().add("X_Forwarded_For", "127.0.0.1");
    head.fields().add("x_real-ip", "127.0.0.1");
    head.fields().add("Proxy", "evil.test:8080");
    return head;
  }

  @Test
  void aStrangersClaimsAreRemovedAndWrittenAnew() {
    RequestHead head = withClaims();
    fields.write(head, CLIENT, "http");
    assertThat(head.fields().entries())
        .containsExactlyInAnyOrder(
            java.util.Map.entry("Host", "shop.test:8080"),
            java.util.Map.entry("Forwarded", "for=192.0.2.7;host=\"shop.test:8080\";proto=http"),
            java.util.Map.entry("X-Real-IP", "192.0.2.7"),
            java.util.Map.entry("X-Forwarded-For", "192.0.2.7"),
            java.util.Map.entry("X-Forwarded-Proto", "http"),
            java.util.Map.entry("X-Forwarded-Host", "shop.test:8080"),
            java.util.Map.entry("Via", "1.1 naru"));
  }

  @Test
  void aTrustedProxysClaimsAreKeptAndExtended() {
    RequestHead head = withClaims();
    fields.write(head, PROXY, "http");
    assertThat(head.fields().text(Field.X_FORWARDED_FOR))
        .contains("203.0.113.5, 10.9.9.9, 10.1.2.3");
    assertThat(head.fields().text(Field.X_FORWARDED_PROTO)).contains("https");
    assertThat(head.fields().text(Field.X_FORWARDED_HOST)).contains("public.test");
    assertThat(head.fields().text(Field.X_REAL_IP)).contains("203.0.113.5");
    assertThat(head.fields().text(Field.FORWARDED))
        .contains(
            "for=203.0.113.5;host=public.test;proto=https, for=10.9.9.9,"
                + " for=10.1.2.3;host=\"shop.test:8080\";proto=http");
  }

  /** A proxy that knows X-Forwarded-For alone lets pass what its client wrote in Forwarded. */
  @Test
  void aForwardedBesideTheOlderFieldIsMadeAnewOfIt() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.FORWARDED, "for=127.0.0.1;proto=https");
    head.fields().add(Field.X_FORWARDED_FOR, "127.0.0.1, 2001:db8::1, 10.4.4.4");
    fields.write(head, PROXY, "http");
    assertThat(head.fields().list(Field.FORWARDED))
        .isEqualTo(
            "for=\"[2001:db8:0:0:0:0:0:1]\", for=10.4.4.4, for=10.1.2.3;host=shop.test;proto=http");
  }

  @Test
  void whatIsNoAddressInTheOlderFieldIsToldNoFurther() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.FORWARDED, "for=127.0.0.1");
    head.fields().add(Field.X_FORWARDED_FOR, "203.0.113.5, unknown");
    fields.write(head, PROXY, "http");
    assertThat(head.fields().list(Field.FORWARDED))
        .isEqualTo("for=10.1.2.3;host=shop.test;proto=http");
  }

  /** A proxy that writes X-Forwarded-For passes on what it does not know: its client wrote it. */
  @Test
  void whatATrustedProxyLetsPassIsNotBelieved() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.X_FORWARDED_FOR, "203.0.113.5");
    head.fields().add(Field.X_REAL_IP, "127.0.0.1");
    head.fields().add("X_Forwarded_For", "127.0.0.1");
    head.fields().add("X_Forwarded_Proto", "https");
    head.fields().add("Client_Cert", ":AAAA:");
    head.fields().add("Proxy", "evil.test:8080");
    fields.write(head, PROXY, "http");
    assertThat(head.fields().entries())
        .extracting(e -> e.getKey() + ": " + e.getValue())
        .containsExactlyInAnyOrder(
            "Host: shop.test",
            "Forwarded: for=203.0.113.5, for=10.1.2.3;host=shop.test;proto=http",
            "X-Real-IP: 203.0.113.5",
            "X-Forwarded-For: 203.0.113.5, 10.1.2.3",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: shop.test",
            "Via: 1.1 naru");
  }

  private RequestHead told(String... lines) {
    RequestHead head = RequestHead.of("GET", "/", "inner.test");
    for (String line : lines) {
      int colon = line.indexOf(": ");
      head.fields().add(line.substring(0, colon), line.substring(colon + 2));
    }
    return head;
  }

  /** Servers read the one form or the other, such as Spring the first proto in Forwarded. */
  @Test
  void howTheClientAskedIsToldInBothForms() {
    RequestHead older = told("X-Forwarded-Proto: HTTPS", "X-Forwarded-Host: Shop.test:8443");
    fields.write(older, PROXY, "http");
    assertThat(older.fields().list(Field.FORWARDED))
        .isEqualTo(
            "for=unknown;host=\"shop.test:8443\";proto=https,"
                + " for=10.1.2.3;host=inner.test;proto=http");

    RequestHead newer = told("Forwarded: for=203.0.113.5;proto=https;host=\"Shop.test:8443\"");
    fields.write(newer, PROXY, "http");
    assertThat(newer.fields().list(Field.X_FORWARDED_FOR)).isEqualTo("203.0.113.5, 10.1.2.3");
    assertThat(newer.fields().list(Field.X_FORWARDED_PROTO)).isEqualTo("https");
    assertThat(newer.fields().list(Field.X_FORWARDED_HOST)).isEqualTo("shop.test:8443");
  }

  @Test
  void whatCannotBeASchemeOrAHostIsToldNoFurther() {
    RequestHead older =
        told("X-Forwarded-For: 203.0.113.5", "X-Forwarded-Proto: wss", "X-Forwarded-Host: a b");
    fields.write(older, PROXY, "http");
    assertThat(older.fields().list(Field.FORWARDED))
        .isEqualTo("for=203.0.113.5, for=10.1.2.3;host=inner.test;proto=http");

    RequestHead newer = told("Forwarded: for=203.0.113.5;proto=wss;host=\"a/b\"");
    fields.write(newer, PROXY, "http");
    assertThat(newer.fields().list(Field.X_FORWARDED_PROTO)).isEqualTo("http");
    assertThat(newer.fields().list(Field.X_FORWARDED_HOST)).isEqualTo("inner.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=203.0.113.5;proto=https;host=shop.test | https shop.test",
        "proto=HTTPS;Host=\"Shop.test:8443\" | https shop.test:8443",
        "for=_hidden;proto=https | https -",
        // the client's own element counts, which its proxy wrote, and no other one
        "for=203.0.113.5;proto=https, for=10.4.4.4;proto=http | https -",
        "for=203.0.113.5, for=10.4.4.4;proto=https;host=a.test | - -",
        "for=198.51.100.1;proto=https;host=evil.test, for=203.0.113.5;proto=http | http -",
        "proto=https, for=203.0.113.5 | - -",
        "proto=https, for=unknown;host=a.test | - a.test",
        "for=203.0.113.5;proto=https;proto=http | - -",
        "for=203.0.113.5;proto=\"ht\\tps\" | https -",
        "for=203.0.113.5;proto=ftp;host=\"a b\" | - -",
        "for=203.0.113.5;xproto=https;protox=https | - -",
        "for=\"198.51.100.1;proto=https, for=203.0.113.5 | - -"
      })
  void section5HowTheClientAskedIsReadInItsElement(String field, String told) {
    RequestHead head = told("Forwarded: " + field);
    String proto = fields.told(head.fields(), PROXY, "proto");
    String host = fields.told(head.fields(), PROXY, "host");
    assertThat((proto.isEmpty() ? "-" : proto) + " " + (host.isEmpty() ? "-" : host))
        .isEqualTo(told);
    assertThat(fields.told(head.fields(), CLIENT, "proto")).as("of a stranger").isEmpty();
    for (String older :
        List.of(
            "X-Forwarded-For: 203.0.113.5",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: a",
            "X-Real-IP: 203.0.113.5")) {
      RequestHead both = told("Forwarded: " + field, older);
      assertThat(fields.told(both.fields(), PROXY, "proto")).as(older).isEmpty();
      assertThat(fields.told(both.fields(), PROXY, "host")).as(older).isEmpty();
    }
  }

  /** Some proxies only say X-Real-IP. */
  @Test
  void whomATrustedProxyTellsByOneFieldAloneIsKept() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.X_REAL_IP, "203.0.113.5");
    fields.write(head, PROXY, "http");
    assertThat(head.fields().text(Field.X_REAL_IP)).contains("203.0.113.5");
  }

  @Test
  void aTrustedProxysUnderscoresNeverPass() {
    Introduction introduction = new Introduction(fields, PROXY);
    for (int i = 0; i < 2; i++) {
      RequestHead head = RequestHead.of("GET", "/", "shop.test");
      head.fields().add("X_Forwarded_For", "127.0.0.1");
      introduction.write(head, "http");
      assertThat(head.fields().find("X_Forwarded_For")).isNegative();
    }
  }

  @Test
  void section6AnIpv6AddressIsBracketedAndQuoted() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    fields.write(head, IpRange.literal("2001:db8::1"), "https");
    assertThat(head.fields().text(Field.FORWARDED))
        .contains("for=\"[2001:db8:0:0:0:0:0:1]\";host=shop.test;proto=https");
  }

  @Test
  void theClientIsTheFirstFromTheRightThatIsNotTrusted() {
    RequestHead head = withClaims();
    assertThat(fields.client(head.fields(), PROXY)).isEqualTo("203.0.113.5");
    assertThat(fields.client(head.fields(), CLIENT)).isEqualTo("192.0.2.7");
    head.fields().set(Field.X_FORWARDED_FOR, "evil, unknown, 10.4.4.4");
    assertThat(fields.client(head.fields(), PROXY)).isEqualTo("10.4.4.4");
  }

  private String inForwarded(String... lines) {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    for (String line : lines) {
      head.fields().add(Field.FORWARDED, line);
    }
    String client = fields.client(head.fields(), PROXY);
    assertThat(fields.client(head.fields(), CLIENT)).as("of a stranger").isEqualTo("192.0.2.7");
    String told = fields.forwardedFor(head.fields(), PROXY);
    assertThat(told == null ? PROXY.getHostAddress() : told).isEqualTo(client);
    return client;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=203.0.113.5 | 203.0.113.5",
        "FOR=203.0.113.5:4711;proto=https | 203.0.113.5",
        "by=10.0.0.1; for=\"203.0.113.5:_port\" | 203.0.113.5",
        "for=\"[2001:db8::17]:4711\" | 2001:db8:0:0:0:0:0:17",
        "for=\"[2001:db8::17]\";host=\"a,b;c\" | 2001:db8:0:0:0:0:0:17",
        "for=\"20\\3.0.113.5\" | 203.0.113.5",
        "for=198.51.100.1, for=203.0.113.5, for=10.4.4.4 | 203.0.113.5",
        "for=10.5.5.5,for=10.4.4.4 | 10.5.5.5",
        // what is not told ends the chain at the nearest hop that was
        "for=203.0.113.5, for=unknown, for=10.4.4.4 | 10.4.4.4",
        "for=203.0.113.5, for=_hidden | 10.1.2.3",
        "for=203.0.113.5, proto=https | 10.1.2.3",
        "for=203.0.113.5, | 10.1.2.3",
        "for=2001:db8::17 | 10.1.2.3",
        "for=[203.0.113.5] | 10.1.2.3",
        "for=203.0.113.5:99999999 | 10.1.2.3",
        "for=203.0.113.5;for=203.0.113.6 | 10.1.2.3",
        "for=example.test | 10.1.2.3",
        // a quote that a stranger leaves open swallows nothing
        "for=\"198.51.100.1, for=203.0.113.5 | 203.0.113.5",
        "for=\"198.51.100.1\\, for=\"[2001:db8::17]\" | 2001:db8:0:0:0:0:0:17",
        "host=\"\\\", for=198.51.100.1, for=203.0.113.5 | 203.0.113.5"
      })
  void section4TheClientIsReadFromTheRight(String field, String client) {
    assertThat(inForwarded(field)).isEqualTo(client);
  }

  @Test
  void section4LinesAreOneList() {
    assertThat(inForwarded("for=203.0.113.5", "for=10.4.4.4")).isEqualTo("203.0.113.5");
    assertThat(inForwarded("for=\"198.51.100.1", "for=203.0.113.5")).isEqualTo("203.0.113.5");
  }

  /** A proxy that does not know Forwarded passes on what a client wrote there. */
  @Test
  void whereBothAreThereTheOlderOneCounts() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.FORWARDED, "for=10.0.0.1");
    head.fields().add(Field.X_FORWARDED_FOR, "203.0.113.5");
    assertThat(fields.client(head.fields(), PROXY)).isEqualTo("203.0.113.5");
  }

  /** As nginx does with X-Real-IP and X-Forwarded-Proto alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Real-IP: 203.0.113.9 | 203.0.113.9 | ''",
        "X-Forwarded-Proto: https | 10.1.2.3 | 'for=unknown;proto=https, '",
        "X-Forwarded-Host: a.test | 10.1.2.3 | 'for=unknown;host=a.test, '"
      })
  void aProxyOfAnyOlderFieldDoesNotSpeakInForwarded(String older, String realIp, String first) {
    RequestHead head = told("Forwarded: for=10.9.9.9;proto=http;host=evil.test", older);
    assertThat(fields.client(head.fields(), PROXY)).isEqualTo("10.1.2.3");
    assertThat(fields.forwardedFor(head.fields(), PROXY)).isNull();
    fields.write(head, PROXY, "http");
    assertThat(head.fields().list(Field.FORWARDED))
        .isEqualTo(first + "for=10.1.2.3;host=inner.test;proto=http");
    assertThat(head.fields().list(Field.X_REAL_IP)).isEqualTo(realIp);
    assertThat(head.fields().list(Field.X_FORWARDED_FOR)).isEqualTo("10.1.2.3");
  }

  /** Servers that know only the older fields hear of the client all the same. */
  @Test
  void section7WhoeverForwardedTellsIsTheFirstOfTheOlderField() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.FORWARDED, "for=\"203.0.113.5:99\"");
    fields.write(head, PROXY, "http");
    assertThat(head.fields().text(Field.X_FORWARDED_FOR)).contains("203.0.113.5, 10.1.2.3");
    assertThat(head.fields().text(Field.X_REAL_IP)).contains("203.0.113.5");
    assertThat(head.fields().text(Field.FORWARDED))
        .contains("for=\"203.0.113.5:99\", for=10.1.2.3;host=shop.test;proto=http");
  }

  /** What the kept bytes add must be what is written anew for each request. */
  @Test
  void anIntroductionSaysTheSameAsTheFields() {
    for (InetAddress client : List.of(CLIENT, PROXY)) {
      Introduction introduction = new Introduction(fields, client);
      for (String host : List.of("a.test", "a.test", "b.test:81", "b.test:81", "a.test")) {
        // One connection has one version, but for HTTP/1.0 and 1.1, which may take turns.
        RequestHead.Version version =
            host.equals("a.test") ? RequestHead.Version.HTTP_1_0 : RequestHead.Version.HTTP_1_1;
        for (String scheme : List.of("http", "https", "https")) {
          for (boolean claims : new boolean[] {false, true, false}) {
            RequestHead anew = RequestHead.of("GET", "/", host);
            if (claims) {
              withClaims().fields().entries().stream()
                  .filter(e -> !e.getKey().equals("Host"))
                  .forEach(e -> anew.fields().add(e.getKey(), e.getValue()));
            }
            anew.fields().add("Accept", "*/*");
            anew.setVersion(version);
            RequestHead kept = anew.copy();
            fields.write(anew, client, scheme);
            introduction.write(kept, scheme);
            assertThat(kept.fields().entries()).isEqualTo(anew.fields().entries());
            assertThat(kept.fields().text(Field.VIA)).contains(version.number() + " naru");
            kept.fields().removeAll(Field.VIA);
            assertThat(kept.fields().has(Field.VIA)).isFalse();
          }
        }
      }
    }
  }

  /** RFC 9110 section 7.6.3: the version that the request came in, without "HTTP/". */
  @Test
  void viaNamesTheVersionThatCame() {
    for (String version : List.of("1.0", "1.1", "2")) {
      RequestHead head = RequestHead.of("GET", "/", "a.test");
      head.setVersion(RequestHead.Version.valueOf("HTTP_" + version.replace('.', '_')));
      fields.write(head, CLIENT, "http");
      assertThat(head.fields().text(Field.VIA)).contains(version + " naru");
    }
  }

  @Test
  void viaIsAddedBehindTheOthers() {
    RequestHead head = RequestHead.of("GET", "/", "shop.test");
    head.fields().add(Field.VIA, "1.1 outer");
    fields.write(head, CLIENT, "http");
    assertThat(head.fields().list(Field.VIA)).isEqualTo("1.1 outer, 1.1 naru");
  }
}

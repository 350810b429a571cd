package naru.dns.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.base.Place;
import org.junit.jupiter.api.Test;

/** Zones: what the config may say. What they answer is in {@link ResponderTest}. */
class ZoneTest {
  private final Zone.Builder zone = Zone.builder("Naru.Test.", Place.BUILT_IN);

  private void add(String name, String record) {
    zone.add(name, record, Place.BUILT_IN);
  }

  private void refused(String name, String record, String why) {
    assertThatThrownBy(() -> add(name, record))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static String shown(String record) {
    RecordText text = RecordText.parse(record, naru.wire.dns.Name.parse("naru.test"));
    return text.ttlSeconds() + " " + text.data().type() + " " + text.data();
  }

  @Test
  void shortFormsOfRecords() {
    assertThat(shown("A 127.0.0.1")).isEqualTo("-1 A 127.0.0.1");
    assertThat(shown("60 a 127.0.0.1")).isEqualTo("60 A 127.0.0.1");
    assertThat(shown("AAAA ::1")).isEqualTo("-1 AAAA ::1");
    assertThat(shown("CNAME shop")).isEqualTo("-1 CNAME shop.naru.test");
    assertThat(shown("CNAME www.example.org.")).isEqualTo("-1 CNAME www.example.org");
    assertThat(shown("MX 10 mail")).isEqualTo("-1 MX 10 mail.naru.test");
    assertThat(shown("MX 10 @")).isEqualTo("-1 MX 10 naru.test");
    assertThat(shown("TXT \"naru lab\" plain")).isEqualTo("-1 TXT \"naru lab\" \"plain\"");
    assertThat(shown("TXT \"say \\\"hi\\\"\"")).isEqualTo("-1 TXT \"say \\\"hi\\\"\"");
    assertThat(shown("SRV 1 2 443 shop")).isEqualTo("-1 SRV 1 2 443 shop.naru.test");
    assertThat(shown("CAA 0 issue \"naru\"")).isEqualTo("-1 CAA 0 issue \"naru\"");
    assertThat(shown("SOA ns1 admin 1 2 3 4 5"))
        .isEqualTo("-1 SOA ns1.naru.test admin.naru.test 1 2 3 4 5");
    assertThat(shown("TYPE65280 \\# 2 01ab")).isEqualTo("-1 TYPE65280 \\# 2 01ab");
  }

  @Test
  void rfc1035_3_3_14_longTextsBecomeSeveral() {
    assertThat(shown("TXT " + "x".repeat(300)))
        .isEqualTo("-1 TXT \"" + "x".repeat(255) + "\" \"" + "x".repeat(45) + "\"");
  }

  @Test
  void mistakesAreExplained() {
    refused("a", "", "write a type");
    refused("a", "A", "the address is missing");
    refused("a", "A shop", "'shop' is not an IPv4 address");
    refused("a", "A ::1", "not an IPv4 address");
    refused("a", "A 127.0.0.1 x", "one word too many");
    refused("a", "BOGUS x", "no record type");
    refused("a", "MX mail", "preference 'mail' is not a number from 0 to 65535");
    refused("a", "MX 70000 mail", "from 0 to 65535");
    refused("a", "TXT \"open", "quote is not closed");
    refused("a", "CNAME a..b", "empty label");
    refused("a", "HTTPS 1 . alpn=h2", "written '\\# length hex'");
    refused("a", "99999999999 A 127.0.0.1", "TTL");
    refused("b.other.test.", "A 127.0.0.1", "not in the zone");
  }

  @Test
  void rfc1034_3_6_2_aCnameStandsAlone() {
    add("shop", "A 127.0.0.1");
    add("api", "CNAME shop");
    refused("shop", "CNAME api", "no other record");
    refused("api", "TXT x", "no other record");
    refused("@", "CNAME shop", "top of a zone");
    refused("me", "CNAME me", "CNAME of itself");
  }

  @Test
  void recordsTwiceAndMisplacedOnesAreRefused() {
    add("shop", "A 127.0.0.1");
    refused("shop", "5 A 127.0.0.1", "twice");
    refused("shop", "SOA ns1 admin 1 2 3 4 5", "at its top");
    refused("*", "NS ns1", "wildcard");
  }
}

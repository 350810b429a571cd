package naru.wire.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import naru.wire.Octets;
import org.junit.jupiter.api.Test;

/** The message format, by section of its RFCs. */
class MessageTest {
  private static final Name SHOP = Name.parse("shop.naru.test");
  private static final Name ZONE = Name.parse("naru.test");

  static Message everything() throws Exception {
    Rdata.Soa soa = new Rdata.Soa(SHOP, Name.parse("a\\.b.naru.test"), 1, 2, 3, 4, 0xffffffffL);
    List<ResourceRecord> answers =
        List.of(
            ResourceRecord.of(SHOP, 60, new Rdata.A((Inet4Address) ip("127.0.0.1"))),
            ResourceRecord.of(SHOP, 60, new Rdata.Aaaa((Inet6Address) ip("2001:db8::1"))),
            ResourceRecord.of(Name.parse("api.naru.test"), 1, new Rdata.Cname(SHOP)),
            ResourceRecord.of(ZONE, 2, new Rdata.Mx(10, Name.parse("mail.naru.test"))),
            ResourceRecord.of(
                ZONE, 3, new Rdata.Txt(List.of(Octets.ofText("naru \"lab\""), Octets.EMPTY))),
            ResourceRecord.of(ZONE, 4, new Rdata.Srv(1, 2, 3, SHOP)),
            ResourceRecord.of(ZONE, 5, new Rdata.Caa(128, "issue", Octets.ofText("ca"))),
            ResourceRecord.of(ZONE, 6, new Rdata.Ptr(SHOP)),
            ResourceRecord.of(
                ZONE, 7, new Rdata.Opaque(Type.HTTPS, Octets.of((byte) 0, (byte) 1, (byte) 0))),
            ResourceRecord.of(ZONE, 8, new Rdata.Opaque(new Type(65280), Octets.EMPTY)));
    Edns edns =
        Edns.of(
            1232,
            true,
            List.of(new ExtendedError(15, "blocked").toOption(), EdnsOption.trace(1, 2, 3)));
    return new Message(
        new Header(4711, 0x8583),
        List.of(Question.of(Name.parse("ShOp.naru.test"), Type.A)),
        answers,
        List.of(ResourceRecord.of(ZONE, 9, new Rdata.Ns(SHOP)), ResourceRecord.of(ZONE, 10, soa)),
        List.of(new ResourceRecord(Name.ROOT, 3, 0, new Rdata.Opaque(Type.A, Octets.EMPTY))),
        Optional.of(edns));
  }

  private static InetAddress ip(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  static Message parsed(byte[] bytes) {
    return ((Parsed.Whole) Message.parse(bytes, 0, bytes.length)).message();
  }

  private static String malformed(String hex) {
    byte[] b = HexFormat.of().parseHex(hex.replace(" ", ""));
    return ((Parsed.Malformed) Message.parse(b, 0, b.length)).why();
  }

  @Test
  void parseIsTheInverseOfEmit() throws Exception {
    Message m = everything();
    byte[] bytes = m.emit().orElseThrow();
    assertThat(parsed(bytes)).isEqualTo(m);
    assertThat(parsed(bytes).emit().orElseThrow()).isEqualTo(bytes);
    assertThat(m.rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void rfc1035_4_1_1_knownBytesOfAQuery() {
    Message m = Message.query(0x1234, Header.RD, Question.of(SHOP, Type.AAAA), Optional.empty());
    assertThat(HexFormat.of().formatHex(m.emit().orElseThrow()))
        .isEqualTo("123401000001000000000000" + "0473686f70046e617275047465737400" + "001c0001");
  }

  @Test
  void rfc1035_4_1_4_namesAreCompressedAndCaseIsKept() throws Exception {
    byte[] bytes = everything().emit().orElseThrow();
    Message m = parsed(bytes);
    assertThat(m.questions().getFirst().name().toString()).isEqualTo("ShOp.naru.test");
    assertThat(m.answers().getFirst().name().isExactly(SHOP)).isTrue();
    assertThat(bytes.length).isLessThan(420);
  }

  @Test
  void rfc1035_4_1_4_pointersThatLoopOrLeadForwardAreMalformed() {
    String head = "000001000001000000000000";
    assertThat(malformed(head + "c00c 0001 0001")).contains("lead back");
    assertThat(malformed(head + "c010 0001 0001 0000")).contains("lead back");
    assertThat(malformed(head + "0161c00c 0001 0001")).contains("lead back");
    assertThat(malformed(head + "4161 0001 0001")).contains("unknown kind");
  }

  @Test
  void rfc1035_2_3_4_limitsOfNames() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    assertThat(Name.parse(longest).wireLength()).isEqualTo(255);
    assertThatThrownBy(() -> Name.parse(longest + "a")).hasMessageContaining("255 bytes");
    assertThatThrownBy(() -> Name.parse(label + "a")).hasMessageContaining("63 bytes");
    assertThatThrownBy(() -> Name.parse("a..b")).hasMessageContaining("empty label");
    assertThat(Name.parse("a\\.b\\065.c.").toString()).isEqualTo("a\\.bA.c");
  }

  @Test
  void lengthsAreNotBelieved() {
    String head = "000081000000000100000000";
    assertThat(malformed("0000")).contains("too early");
    assertThat(malformed(head)).contains("ends after");
    assertThat(malformed(head + "00 0001 0001 00000000 ffff 7f000001")).contains("too early");
    assertThat(malformed(head + "00 0001 0001 00000000 0003 7f0000")).contains("past the end");
    assertThat(malformed(head + "00 0001 0001 00000000 0005 7f00000100")).contains("longer");
    assertThat(malformed(head + "00 0010 0001 00000000 0003 056161")).contains("past the end");
    assertThat(malformed(head + "00 0010 0001 00000000 0000")).contains("TXT");
    assertThat(malformed("000081000000000000000000 00")).contains("after the end");
  }

  @Test
  void rfc2181_8_aTtlWithTheHighestBitSetIsZero() {
    byte[] b =
        HexFormat.of().parseHex("000081000000000100000000" + "0000010001ffffffff00047f000001");
    assertThat(parsed(b).answers().getFirst().ttlSeconds()).isZero();
  }

  @Test
  void rfc6891_6_1_1_oneOptAtTheRootInTheAdditionalSection() {
    String opt = "0000290200000000000000";
    assertThat(malformed("000081000000000000000002" + opt + opt)).contains("OPT");
    assertThat(malformed("000081000000000100000000" + opt)).contains("OPT");
    assertThat(malformed("000081000000000000000001" + "0161" + opt)).contains("OPT");
    assertThat(malformed("000081000000000000000001" + "00002902000000000000050001000261"))
        .contains("past the end");
  }

  @Test
  void rfc8914_2_extendedErrorsAreRead() throws Exception {
    Edns edns = parsed(everything().emit().orElseThrow()).edns().orElseThrow();
    assertThat(edns.extendedError()).contains(new ExtendedError(15, "blocked"));
    assertThat(ExtendedError.of(new EdnsOption(15, Octets.of((byte) 1)))).isEmpty();
  }

  @Test
  void rfc3597_5_unknownTypesAreShownAsBytes() {
    Rdata data = new Rdata.Opaque(new Type(65280), Octets.of((byte) 1, (byte) 0xab));
    assertThat(ResourceRecord.of(SHOP, 5, data).toString())
        .isEqualTo("shop.naru.test 5 TYPE65280 \\# 2 01ab");
    assertThat(Type.parse("type65280")).isEqualTo(new Type(65280));
  }

  @Test
  void rfc4343_namesAreEqualInWhateverCase() {
    assertThat(Name.parse("SHOP.Naru.test")).isEqualTo(SHOP).hasSameHashCodeAs(SHOP);
    assertThat(Name.parse("a.SHOP.Naru.test").isAtOrBelow(SHOP)).isTrue();
    assertThat(Name.parse("xshop.naru.test").isAtOrBelow(SHOP)).isFalse();
    Name mixed = SHOP.mixed(0x5555555555555555L);
    assertThat(mixed).isEqualTo(SHOP);
    assertThat(mixed.isExactly(SHOP)).isFalse();
    assertThat(Name.parse("api").under(mixed.parent()).unmixed(mixed, SHOP).toString())
        .isEqualTo("api.naru.test");
  }

  @Test
  void messagesLongerThan65535BytesAreNotEmitted() throws Exception {
    ResourceRecord big =
        ResourceRecord.of(ZONE, 1, new Rdata.Opaque(new Type(65280), Octets.of(new byte[40_000])));
    Message m =
        new Message(
            new Header(0, 0), List.of(), List.of(big, big), List.of(), List.of(), Optional.empty());
    assertThat(m.emit()).isEmpty();
  }
}

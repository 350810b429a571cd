package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Requests byte by byte, on a little-endian machine, and answers. */
final class NetlinkTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void anIpv4Address() throws Exception {
    assertThat(hex(NetlinkMessage.address(3, ip("10.1.2.3"), 24)))
        .isEqualTo(
            "28000000"
                + "1400"
                + "0505"
                + "01000000"
                + "00000000" // nlmsghdr
                + "02"
                + "18"
                + "00"
                + "00"
                + "03000000" // ifaddrmsg
                + "0800"
                + "0200"
                + "0a010203" // IFA_LOCAL
                + "0800"
                + "0100"
                + "0a010203"); // IFA_ADDRESS
  }

  @Test
  void anIpv6AddressSkipsDuplicateAddressDetection() throws Exception {
    String address = "fd000000000000000000000000000001";
    assertThat(hex(NetlinkMessage.address(3, ip("fd00::1"), 64)))
        .isEqualTo(
            "48000000"
                + "1400"
                + "0505"
                + "01000000"
                + "00000000"
                + "0a"
                + "40"
                + "00"
                + "00"
                + "03000000"
                + "1400"
                + "0200"
                + address
                + "1400"
                + "0100"
                + address
                + "0800"
                + "0800"
                + "02000000"); // IFA_FLAGS: IFA_F_NODAD
  }

  @Test
  void theRouteToEverywhereHasNoDestination() throws Exception {
    assertThat(hex(NetlinkMessage.route(3, ip("0.0.0.0"), 0)))
        .isEqualTo(
            "24000000"
                + "1800"
                + "0505"
                + "01000000"
                + "00000000"
                + "02"
                + "00"
                + "00"
                + "00"
                + "fe"
                + "04"
                + "fd"
                + "01"
                + "00000000"
                + "0800"
                + "0400"
                + "03000000"); // RTA_OIF
  }

  @Test
  void aRouteByAGateway() throws Exception {
    assertThat(hex(NetlinkMessage.route(3, ip("10.9.8.7"), 20, ip("10.0.0.1"))))
        .isEqualTo(
            "34000000"
                + "1800"
                + "0505"
                + "01000000"
                + "00000000"
                + "02"
                + "14"
                + "00"
                + "00"
                + "fe"
                + "04"
                + "00"
                + "01"
                + "00000000"
                + "0800"
                + "0100"
                + "0a090000" // RTA_DST, masked
                + "0800"
                + "0400"
                + "03000000"
                + "0800"
                + "0500"
                + "0a000001"); // RTA_GATEWAY
  }

  @Test
  void nestedAttributesArePadded() {
    assertThat(hex(NetlinkMessage.noLinkLocalAddress(3)))
        .isEqualTo(
            "30000000"
                + "1300"
                + "0500"
                + "01000000"
                + "00000000"
                + "00000000"
                + "03000000"
                + "00000000"
                + "00000000" // ifinfomsg
                + "1000"
                + "1a80"
                + "0c00"
                + "0a80"
                + "0500"
                + "0800"
                + "01000000");
  }

  @Test
  void aPrefixKeepsItsBits() throws Exception {
    byte[] v6 = ip("2001:db8:ffff:ffff:ffff::1").getAddress();
    assertThat(NetlinkMessage.masked(v6, 0)).containsOnly(0);
    assertThat(InetAddress.getByAddress(NetlinkMessage.masked(v6, 33)))
        .isEqualTo(ip("2001:db8:8000::"));
    assertThat(NetlinkMessage.masked(v6, 128)).isEqualTo(v6);
    assertThatThrownBy(() -> NetlinkMessage.address(1, ip("10.0.0.1"), 33))
        .hasMessage("prefix /33 is not in 0..32");
    assertThatThrownBy(() -> NetlinkMessage.route(1, ip("::"), 129))
        .hasMessage("prefix /129 is not in 0..128");
  }

  @Test
  void anAcknowledgementIsErrorZero() {
    assertThat(Netlink.errno(answer("24000000" + "0200" + "0001" + "00".repeat(8) + "00000000")))
        .isZero();
    assertThat(Netlink.errno(answer("10000000"))).isEqualTo(Errno.EIO);
  }

  @Test
  void aFailureMaySpeak() {
    String head = "38000000" + "0200" + "0003" + "00".repeat(8) + "eaffffff" + "00".repeat(16);
    ByteBuffer spoken = answer(head + "0800" + "0100" + "6e6f2100" + "0800" + "0200" + "00000000");
    assertThat(Netlink.errno(spoken)).isEqualTo(Errno.EINVAL);
    assertThat(Netlink.said(spoken)).isEqualTo("no!");
    assertThat(Netlink.said(answer(head + "ff00" + "0100" + "6e6f2100"))).isEmpty();
    assertThat(Netlink.said(answer(head))).isEmpty();
  }

  private static ByteBuffer answer(String hex) {
    return ByteBuffer.wrap(HEX.parseHex(hex)).order(ByteOrder.nativeOrder());
  }

  private static String hex(NetlinkMessage message) {
    return HEX.formatHex(message.bytes());
  }

  private static InetAddress ip(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}

package naru.wire.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpViewTest {
  private final TcpView view = new TcpView();
  private final ByteBuf b = Unpooled.buffer(128).writeZero(128);

  private boolean readOptions(String hex) {
    Octets options = Octets.ofHex(hex);
    int header = 20 + (options.length() + 3 & ~3);
    b.clear().writeZero(128);
    TcpWriter.header(b, 5, 1, 2, 3, 4, header, TcpFlags.SYN, 5);
    b.setBytes(25, options.toArray());
    return view.read(b, 5, header);
  }

  @Test
  void allFields() {
    TcpWriter.header(b, 5, 0xfffe, 443, -5, 0x80000000, 20, TcpFlags.ACK | TcpFlags.URG, 0xfedc);
    TcpWriter.urgentPointer(b, 5, 0xabcd);
    b.setShort(5 + TcpWriter.CHECKSUM_OFFSET, 0x9876);
    assertThat(view.read(b, 5, 31)).isTrue();
    assertThat(view.sourcePort()).isEqualTo(0xfffe);
    assertThat(view.destinationPort()).isEqualTo(443);
    assertThat(view.sequence()).isEqualTo(-5);
    assertThat(view.acknowledgment()).isEqualTo(0x80000000);
    assertThat(view.flags()).isEqualTo(TcpFlags.ACK | TcpFlags.URG);
    assertThat(view.window()).isEqualTo(0xfedc);
    assertThat(view.checksum()).isEqualTo(0x9876);
    assertThat(view.urgentPointer()).isEqualTo(0xabcd);
    assertThat(view.headerLength()).isEqualTo(20);
    assertThat(view.textAt()).isEqualTo(25);
    assertThat(view.textLength()).isEqualTo(11);
    assertThat(view.segmentLength()).isEqualTo(11);
    assertThat(TcpOptionText.of(view)).isEmpty();
  }

  @Test
  void aSynAsLinuxWritesIt() {
    int header = 40;
    TcpWriter.header(b, 5, 1, 2, 3, 0, header, TcpFlags.SYN, 64240);
    int at = TcpWriter.mss(b, 25, 1460);
    at = TcpWriter.sackPermittedAndTimestamps(b, at, 7, 0);
    at = TcpWriter.windowScale(b, at, 10);
    assertThat(at).isEqualTo(5 + header);
    assertThat(Octets.of(b, 25, 20))
        .hasToString("020405b4" + "0402080a" + "00000007" + "00000000" + "0103030a");
    assertThat(view.read(b, 5, header)).isTrue();
    assertThat(TcpOptionText.of(view))
        .isEqualTo("mss 1460, sack-permitted, timestamps 7 0, window-scale 10");
    assertThat(view.segmentLength()).isEqualTo(1);
  }

  @Test
  void anAckWithTimestampsAndSack() {
    TcpWriter.header(b, 5, 1, 2, 3, 0, 60, TcpFlags.ACK | TcpFlags.FIN, 1);
    int at = TcpWriter.timestamps(b, 25, -1, 1);
    at = TcpWriter.sack(b, at, 3);
    at = TcpWriter.sackBlock(b, at, 1, 2);
    at = TcpWriter.sackBlock(b, at, -4, 4);
    at = TcpWriter.sackBlock(b, at, 5, 6);
    assertThat(at).isEqualTo(65);
    assertThat(view.read(b, 5, 60)).isTrue();
    assertThat(view.sackBlocks()).isEqualTo(3);
    assertThat(view.sackLeft(1)).isEqualTo(-4);
    assertThat(view.sackRight(1)).isEqualTo(4);
    assertThat(view.hasTimestamps()).isTrue();
    assertThat(TcpOptionText.of(view))
        .isEqualTo("timestamps 4294967295 1, sack 1-2 4294967292-4 5-6");
    assertThat(view.segmentLength()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "01010101, ''",
    "00020405b4, ''", // behind the end
    "01020405b4, mss 1460",
    "020305b4, broken", // the wrong length, skipped: behind it is no option
    "0205000000 030307, window-scale 7", // the wrong length, skipped
    "0402, sack-permitted",
    "1e04abcd 0402, sack-permitted", // unknown, skipped
    "080a0000000100000002, timestamps 1 2",
    "0101080a0000000100000002, timestamps 1 2",
    "0512 0000000100000002 0000000300000004, sack 1-2 3-4",
    "0509 00000001000000, ''",
    "03030f, window-scale 15",
    "02, broken",
    "0200, broken",
    "0201, broken",
    "0203, ''",
    "0402 08ff, 'sack-permitted, broken'",
    "020405b4 02040218, mss 536",
  })
  void options(String hex, String text) {
    assertThat(readOptions(hex)).isTrue();
    assertThat(TcpOptionText.of(view)).isEqualTo(text);
  }

  @Test
  void aShiftOfMoreThan14Is14() {
    readOptions("03030f");
    assertThat(view.shift()).isEqualTo(14);
    readOptions("0303ff");
    assertThat(view.shift()).isEqualTo(14);
    readOptions("030307");
    assertThat(view.shift()).isEqualTo(7);
    readOptions("");
    assertThat(view.windowScale()).isEqualTo(-1);
    assertThat(view.shift()).isZero();
  }

  @Test
  void headersThatDoNotFit() {
    TcpWriter.header(b, 5, 1, 2, 3, 4, 24, TcpFlags.ACK, 5);
    for (int length = 0; length < 24; length++) {
      assertThat(view.read(b, 5, length)).isFalse();
    }
    assertThat(view.read(b, 5, 24)).isTrue();
    TcpWriter.header(b, 5, 1, 2, 3, 4, 16, TcpFlags.ACK, 5);
    assertThat(view.read(b, 5, 60)).isFalse();
  }

  @Test
  void standaloneSackPermitted() {
    TcpWriter.header(b, 5, 1, 2, 3, 4, 24, TcpFlags.SYN, 5);
    assertThat(TcpWriter.sackPermitted(b, 25)).isEqualTo(29);
    assertThat(view.read(b, 5, 24)).isTrue();
    assertThat(view.sackPermitted()).isTrue();
  }
}

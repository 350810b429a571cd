package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes that the kernel's headers prescribe, on a little-endian 64-bit machine. */
final class LayoutTest {
  private final Arena arena = Arena.ofAuto();

  @Test
  void anInterfaceRequestIsANameAndANumber() {
    InterfaceRequest request = InterfaceRequest.of(arena, "naru0");
    request.value(0x01020304);
    assertThat(hex(request.memory()))
        .isEqualTo(
            HexFormat.of().formatHex("naru0".getBytes(StandardCharsets.US_ASCII))
                + "00".repeat(11)
                + "04030201"
                + "00".repeat(20));
    assertThat(request.name()).isEqualTo("naru0");
    assertThat(request.flags()).isEqualTo(0x0304);
  }

  @Test
  void aNameThatNoInterfaceCanHaveIsRefused() {
    assertThat(InterfaceRequest.isName("abcdefghijklmno")).isTrue();
    for (String bad : new String[] {"", "abcdefghijklmnop", "a b", "a/b", "..", "a:1", "t\u00e9"}) {
      assertThatThrownBy(() -> InterfaceRequest.of(arena, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no interface name");
    }
  }

  @Test
  void aMessagePointsToDataNameAndControl() {
    MemorySegment data = arena.allocate(100);
    Message message = Message.of(arena, data, 24);
    message.receiving();
    MemorySegment header = message.header();
    assertThat(header.byteSize()).isEqualTo(56);
    assertThat(header.get(JAVA_LONG, 0)).isEqualTo(message.name().address());
    assertThat(header.get(JAVA_INT, 8)).isEqualTo(128);
    assertThat(header.get(JAVA_LONG, 24)).isEqualTo(1);
    assertThat(header.get(JAVA_LONG, 32)).isEqualTo(message.controls().address());
    assertThat(header.get(JAVA_LONG, 40)).isEqualTo(24);
  }

  @Test
  void aControlMessageIsFoundByLevelAndType() {
    Message message = Message.of(arena, arena.allocate(1), 24);
    message.control(1, 1, 77);
    assertThat(hex(message.controls()))
        .isEqualTo("1400000000000000" + "01000000" + "01000000" + "4d000000" + "00000000");
    assertThat(message.find(1, 1, 4)).isEqualTo(16);
    assertThat(message.find(1, 2, 4)).isEqualTo(-1);
    assertThat(message.find(1, 1, 8)).isEqualTo(-1);
  }

  @Test
  void aControlMessageThatLiesAboutItsLengthIsNotFound() {
    Message message = Message.of(arena, arena.allocate(1), 24);
    message.control(1, 1, 77);
    message.controls().set(JAVA_LONG, 0, 4096);
    assertThat(message.find(1, 1, 4)).isEqualTo(-1);
    message.controls().set(JAVA_LONG, 0, 0);
    assertThat(message.find(1, 1, 4)).isEqualTo(-1);
  }

  @Test
  void addressesOfSockets() {
    assertThat(hex(PacketCapture.address(arena, 5)))
        .isEqualTo("1100" + "0003" + "05000000" + "00".repeat(12));
    MemorySegment unix = UnixSocket.address(arena, Path.of("/x"));
    assertThat(unix.byteSize()).isEqualTo(110);
    assertThat(hex(unix)).startsWith("0100" + "2f78" + "00");
    assertThatThrownBy(() -> UnixSocket.address(arena, Path.of("/" + "x".repeat(107))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tcpInfoIsReadWhereTheHeaderSays() {
    MemorySegment info = arena.allocate(TcpInfo.BYTES, 8);
    info.set(JAVA_BYTE, 0, (byte) 8);
    info.set(JAVA_INT, 8, 204_000);
    info.set(JAVA_INT, 16, 1448);
    info.set(JAVA_INT, 68, 1234);
    info.set(JAVA_INT, 76, Integer.MAX_VALUE);
    info.set(JAVA_INT, 80, 10);
    info.set(JAVA_LONG, 120, 1L << 40);
    TcpInfo read = TcpInfo.read(info);
    assertThat(read.state()).isEqualTo("CLOSE-WAIT");
    assertThat(read.retransmissionTimeoutMicros()).isEqualTo(204_000);
    assertThat(read.sendMss()).isEqualTo(1448);
    assertThat(read.rttMicros()).isEqualTo(1234);
    assertThat(read.slowStartThresholdSegments()).isEqualTo(Integer.MAX_VALUE);
    assertThat(read.congestionWindowSegments()).isEqualTo(10);
    assertThat(read.bytesAcknowledged()).isEqualTo(1L << 40);
  }

  private static String hex(MemorySegment memory) {
    return HexFormat.of().formatHex(memory.toArray(JAVA_BYTE));
  }
}

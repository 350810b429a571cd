package naru.wire.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TcpFlagsTest {
  @Test
  void texts() {
    assertThat(TcpFlags.text(TcpFlags.SYN | TcpFlags.ACK)).isEqualTo("SYN,ACK");
    assertThat(TcpFlags.text(0)).isEmpty();
    assertThat(TcpFlags.text(0xff)).isEqualTo("FIN,SYN,RST,PSH,ACK,URG,ECE,CWR");
    for (int flags = 0; flags < 256; flags++) {
      assertThat(TcpFlags.parse(TcpFlags.text(flags))).isEqualTo(flags);
    }
    assertThatThrownBy(() -> TcpFlags.parse("SYN,ack")).hasMessageContaining("'ack'");
  }
}

package naru.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.bench.load.Reading.Carried;
import naru.bench.machine.Trouble;
import org.junit.jupiter.api.Test;

final class Iperf3Test {
  private static final String REPORT =
      """
      {
        "start": {"version": "iperf 3.12"},
        "intervals": [{"sum": {"bytes": 999}}],
        "end": {
          "sum_sent": {"seconds": 2.0, "bytes": 300000000, "retransmits": 3, "sender": true},
          "sum_received": {"seconds": 2.5, "bytes": 250000000, "sender": true}
        }
      }
      """;

  @Test
  void whatTheReceiverGotCounts() {
    assertThat(Iperf3.parse(REPORT)).isEqualTo(new Carried(250_000_000, 2.5));
  }

  @Test
  void bytesAndTimeBecomeRates() {
    assertThat(Iperf3.parse(REPORT).sample("relay", "naru", 500_000).toString())
        .contains("0.80 Gbit/s", "2.147 CPU s/GiB");
  }

  @Test
  void itsErrorIsTold() {
    assertThatThrownBy(() -> Iperf3.parse("{\"end\":{},\"error\":\"unable to connect to server\"}"))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("unable to connect to server");
  }

  @Test
  void whatIsNoReportIsTold() {
    assertThatThrownBy(() -> Iperf3.parse("iperf3: not found")).isInstanceOf(Trouble.class);
    assertThatThrownBy(() -> Iperf3.parse("{}")).isInstanceOf(Trouble.class);
  }
}

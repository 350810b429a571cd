package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of gRPC's health service, and what its answers mean. */
class GrpcHealthTest {
  private static final HexFormat HEX = HexFormat.of();

  private static GrpcHealth answer(String status, String message, String hex) {
    byte[] body = HEX.parseHex(hex);
    return GrpcHealth.of(status, message, body, body.length, "shop.Cart");
  }

  @Test
  void theQuestionIsTheServiceBehindItsLength() {
    assertThat(HEX.formatHex(GrpcHealth.question(""))).isEqualTo("0000000000");
    assertThat(HEX.formatHex(GrpcHealth.question("ab"))).isEqualTo("0000000004" + "0a026162");
    assertThat(GrpcHealth.question("x".repeat(300)))
        .hasSize(5 + 303)
        .startsWith(0, 0, 0, 1, 0x2f, 0x0a, 0xac, 0x02);
  }

  @ParameterizedTest
  @CsvSource({
    "0000000002 0801, true, SERVING",
    "0000000002 0802, false, NOT_SERVING",
    "0000000002 0803, false, SERVICE_UNKNOWN",
    "0000000002 0809, false, serving status 9",
    "0000000000, false, UNKNOWN",
    // Fields of a later version of the service are passed over, of each kind.
    "000000000e 1005 1a0161 25 00000000 0801 1001, true, SERVING",
    "000000000b 19 0000000000000000 0801, true, SERVING",
    "0100000002 0801, false, not a message of the health service: it is compressed",
    "00000002, false, not a message of the health service: it ends early",
    "0000000003 0801, false, not a message of the health service: a length of 3 before 2 bytes",
    "0000000002 1a05, false, not a message of the health service: it ends early",
    "0000000001 0b, false, not a message of the health service: a field of kind 3",
  })
  void onlyServingIsGood(String hex, boolean serving, String seen) {
    assertThat(answer("0", "", hex.replace(" ", ""))).isEqualTo(new GrpcHealth(serving, seen));
  }

  @Test
  void aCallThatFailedIsTold() {
    assertThat(answer("12", "no such method", ""))
        .isEqualTo(
            new GrpcHealth(
                false,
                "grpc-status 12 UNIMPLEMENTED: the server has no health service (no such"
                    + " method)"));
    assertThat(answer("5", "", "").seen())
        .isEqualTo("grpc-status 5 NOT_FOUND: the server does not know service 'shop.Cart'");
    assertThat(answer("99", "", "").seen()).isEqualTo("grpc-status 99");
    // A message counts for nothing while the call did not end well.
    assertThat(answer("14", "", "00000000020801"))
        .isEqualTo(new GrpcHealth(false, "grpc-status 14 UNAVAILABLE"));
    assertThat(answer("", "", "00000000020801")).isEqualTo(new GrpcHealth(false, "no grpc-status"));
  }
}

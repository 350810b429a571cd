package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of grpc-retry-pushback-ms. gRFC A6, "Pushback". */
class GrpcPushbackTest {
  private static long nanos(String value) {
    Fields f = new Fields(64);
    f.add("Grpc-Retry-Pushback-Ms", value);
    return GrpcPushback.nanos(f);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1000000", "0025, 25000000", "2147483647, 2147483647000000"})
  void aNumberIsATimeToWait(String value, long nanos) {
    assertThat(nanos(value)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-0", "soon", "1.5", "1 s", "2147483648", "99999999999"})
  void whatIsNegativeOrNoNumberWantsNoOtherTry(String value) {
    assertThat(nanos(value)).isEqualTo(GrpcPushback.NEVER);
  }

  @Test
  void anEmptyOneIsNoNumberAndNoneSaysNothing() {
    assertThat(nanos("")).isEqualTo(GrpcPushback.NEVER);
    assertThat(GrpcPushback.nanos(new Fields(64))).isEqualTo(GrpcPushback.NONE);
  }
}

package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrpcStatusTest {
  @ParameterizedTest
  @CsvSource({
    "0, 200",
    "1, 499",
    "2, 500",
    "3, 400",
    "4, 504",
    "5, 404",
    "6, 409",
    "7, 403",
    "8, 429",
    "9, 400",
    "10, 409",
    "11, 400",
    "12, 501",
    "13, 500",
    "14, 503",
    "15, 500",
    "16, 401",
    "17, 500",
    "9999, 500"
  })
  void eachHasAStatusOfHttp(int status, int http) {
    assertThat(GrpcStatus.http(status)).isEqualTo(http);
  }

  private static int of(String... values) {
    RequestHead head = RequestHead.of("GET", "/", "x");
    for (String value : values) {
      head.fields().add("Grpc-Status", value);
    }
    return GrpcStatus.of(head.fields());
  }

  @Test
  void onlyANumberIsOne() {
    assertThat(of("14")).isEqualTo(14);
    assertThat(of("0")).isZero();
    assertThat(of()).isEqualTo(GrpcStatus.NONE);
    assertThat(of("")).isEqualTo(GrpcStatus.NONE);
    assertThat(of("-1")).isEqualTo(GrpcStatus.NONE);
    assertThat(of("1x")).isEqualTo(GrpcStatus.NONE);
    assertThat(of("12345")).isEqualTo(GrpcStatus.NONE);
  }

  @Test
  void itsWords() {
    assertThat(GrpcStatus.words(14)).isEqualTo("grpc-status 14 UNAVAILABLE");
    assertThat(GrpcStatus.words(99)).isEqualTo("grpc-status 99");
  }
}

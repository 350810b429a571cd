package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepetitionTest {
  @Test
  void whatWasCertainlyNotProcessedIsSentAgainWhateverItIs() {
    Failure refused = Failure.retryable(Code.UPSTREAM_H2_REFUSED, Side.UPSTREAM, "refused");

    assertThat(Repetition.isHarmless(refused, false, Method.POST)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "UPSTREAM_RESET,        true,  GET,  true",
    "UPSTREAM_RESET,        false, GET,  false",
    "UPSTREAM_RESET,        true,  POST, false",
    "UPSTREAM_CLOSED_EARLY, true,  PUT,  true",
    "UPSTREAM_CLOSED_EARLY, false, PUT,  false",
    "UPSTREAM_REUSED_IDLE,  true,  HEAD, true",
    "UPSTREAM_TRY_TIMEOUT,  false, GET,  true",
    "UPSTREAM_TRY_TIMEOUT,  true,  POST, false",
    "UPSTREAM_FRAMING,      true,  GET,  false",
  })
  void elseOnlyWhatIsTheSameTwiceAndOfWhichNothingCame(
      Code code, boolean nothingCame, Method method, boolean harmless) {
    Failure failure = Failure.of(code, Side.UPSTREAM, "failed");

    assertThat(Repetition.isHarmless(failure, nothingCame, method)).isEqualTo(harmless);
  }

  @ParameterizedTest
  @CsvSource({
    "500, GET,  true",
    "503, GET,  true",
    "429, GET,  true",
    "404, GET,  false",
    "503, POST, false",
    "200, GET,  false",
  })
  void anAnswerThatFailsLeavesAnIdempotentRequestToOthers(
      int status, Method method, boolean refusal) {
    assertThat(Repetition.isRefusal(status, GrpcStatus.NONE, method)).isEqualTo(refusal);
  }

  @Test
  void ofACallOfGrpcWhoeverSteersKnows() {
    assertThat(Repetition.isRefusal(200, GrpcStatus.OK + 14, Method.POST)).isTrue();
    assertThat(Repetition.isRefusal(200, GrpcStatus.OK, Method.POST)).isFalse();
  }
}

package naru.http;

import naru.base.Failure;

/**
 * Whether a request may be sent once more after a try of it came to nothing: always if it was
 * certainly not processed, and else only if doing it twice is the same as doing it once. RFC 9110
 * section 9.2.2.
 */
final class Repetition {
  private Repetition() {}

  /**
   * Whether nothing is lost by another try after this failure.
   *
   * @param nothingCame whether no byte of a response had come
   */
  static boolean isHarmless(Failure failure, boolean nothingCame, Method method) {
    return failure.retry() || (method.isIdempotent() && isSilent(failure, nothingCame));
  }

  private static boolean isSilent(Failure failure, boolean nothingCame) {
    return switch (failure.code()) {
      case UPSTREAM_CLOSED_EARLY, UPSTREAM_RESET, UPSTREAM_LOST, UPSTREAM_REUSED_IDLE ->
          nothingCame;
      case UPSTREAM_TRY_TIMEOUT -> true;
      default -> false;
    };
  }

  /**
   * Whether an answer refuses the request so that another server may be asked. A server that fails
   * may have done something, so that only idempotent requests are repeated. Of a call of gRPC
   * nobody can know: whoever steers says which codes mean that nothing was done.
   *
   * @param grpc how the call ended, see {@link GrpcStatus}
   */
  static boolean isRefusal(int status, int grpc, Method method) {
    return grpc > GrpcStatus.OK || ((status >= 500 || status == 429) && method.isIdempotent());
  }
}

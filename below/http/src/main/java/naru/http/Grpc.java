package naru.http;

import java.nio.charset.StandardCharsets;
import naru.base.Code;
import naru.base.Failure;

/**
 * What HTTP has to know of gRPC (its "gRPC over HTTP2" protocol): such a client looks for the
 * status in {@code grpc-status}, so that a failure of ours is told there, in a response of 200 that
 * has no body ("Trailers-Only"), with the code that its HTTP status maps to ("HTTP to gRPC Status
 * Code Mapping").
 */
final class Grpc {
  private static final byte[] TYPE = Ascii.lower("application/grpc");
  private static final byte[] TIMEOUT = Ascii.lower("grpc-timeout");

  private Grpc() {}

  /** Whether a request is a call of gRPC. */
  static boolean isCall(RequestHead request) {
    Fields f = request.fields();
    int i = f.find(Field.CONTENT_TYPE);
    if (i < 0 || f.valueLength(i) < TYPE.length) {
      return false;
    }
    byte[] b = f.bytes();
    int end = f.valueOffset(i) + TYPE.length;
    boolean prefix = Ascii.equalsLower(b, f.valueOffset(i), TYPE.length, TYPE);
    return prefix
        && (f.valueLength(i) == TYPE.length || b[end] == '+' || b[end] == ';' || b[end] == ' ');
  }

  /** Answers a call with a failure. */
  static void write(Exchange x, ResponseSink out, Failure failure, String detail) {
    ResponseHead head = x.response(200);
    Fields f = head.fields();
    f.add(Field.CONTENT_TYPE, "application/grpc");
    f.add("grpc-status", Integer.toString(status(failure)));
    f.add("grpc-message", percent(failure.code().reason() + detail));
    f.add(Field.NARU_TRACE, x.span().traceId().toString());
    f.add(Field.CONTENT_LENGTH, 0);
    out.head(head);
    out.end();
  }

  /** The code of gRPC for a failure. */
  static int status(Failure failure) {
    if (failure.code() == Code.GRPC_DEADLINE) {
      return GrpcStatus.DEADLINE_EXCEEDED;
    }
    return switch (failure.status()) {
      case 400 -> GrpcStatus.INTERNAL;
      case 401 -> GrpcStatus.UNAUTHENTICATED;
      case 403 -> GrpcStatus.PERMISSION_DENIED;
      case 404 -> GrpcStatus.UNIMPLEMENTED;
      case 429, 502, 503, 504 -> GrpcStatus.UNAVAILABLE;
      case 499 -> GrpcStatus.CANCELLED;
      case 500 -> GrpcStatus.INTERNAL;
      default -> GrpcStatus.UNKNOWN;
    };
  }

  /** Printable ASCII but the percent sign stays as it is. */
  private static String percent(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte c : text.getBytes(StandardCharsets.UTF_8)) {
      if (c >= ' ' && c < 0x7f && c != '%') {
        out.append((char) c);
      } else {
        out.append('%').append(Character.forDigit(c >> 4 & 15, 16));
        out.append(Character.forDigit(c & 15, 16));
      }
    }
    return out.toString();
  }

  /** How long a call may take, in nanoseconds; 0 if it does not say, or not well. */
  static long timeoutNanos(RequestHead request) {
    if (!isCall(request)) {
      return 0;
    }
    Fields f = request.fields();
    int i = GrpcStatus.find(f, TIMEOUT);
    return i < 0 ? 0 : nanos(f.bytes(), f.valueOffset(i), f.valueLength(i));
  }

  /** At most eight digits and a unit. */
  private static long nanos(byte[] b, int offset, int length) {
    if (length < 2 || length > 9) {
      return 0;
    }
    long value = 0;
    for (int i = offset; i < offset + length - 1; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return 0;
      }
      value = value * 10 + b[i] - '0';
    }
    long unit =
        switch (b[offset + length - 1]) {
          case 'H' -> 3600_000_000_000L;
          case 'M' -> 60_000_000_000L;
          case 'S' -> 1_000_000_000L;
          case 'm' -> 1_000_000L;
          case 'u' -> 1_000L;
          case 'n' -> 1L;
          default -> 0L;
        };
    return unit == 0 ? 0 : Math.max(1, Math.min(value, Long.MAX_VALUE / unit) * unit);
  }
}

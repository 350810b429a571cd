package naru.http;

import java.util.List;

/**
 * The status of a call of gRPC. It stands in {@code grpc-status}: in the trailers of a response, or
 * in a head that is all there is of it ("Trailers-Only"). Whether to try again is decided by the
 * head alone: a status in trailers comes too late for that.
 */
public final class GrpcStatus {
  /** None was told, or none that can be read. */
  public static final int NONE = -1;

  public static final int OK = 0;
  public static final int CANCELLED = 1;
  public static final int UNKNOWN = 2;
  public static final int INVALID_ARGUMENT = 3;
  public static final int DEADLINE_EXCEEDED = 4;
  public static final int NOT_FOUND = 5;
  public static final int ALREADY_EXISTS = 6;
  public static final int PERMISSION_DENIED = 7;
  public static final int RESOURCE_EXHAUSTED = 8;
  public static final int FAILED_PRECONDITION = 9;
  public static final int ABORTED = 10;
  public static final int OUT_OF_RANGE = 11;
  public static final int UNIMPLEMENTED = 12;
  public static final int INTERNAL = 13;
  public static final int UNAVAILABLE = 14;
  public static final int DATA_LOSS = 15;
  public static final int UNAUTHENTICATED = 16;

  private static final int MOST_DIGITS = 4;
  private static final byte[] FIELD = Ascii.lower("grpc-status");

  private static final List<String> NAMES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private GrpcStatus() {}

  /** What these fields tell; {@link #NONE} if they tell none. Makes no object. */
  static int of(Fields f) {
    int i = find(f, FIELD);
    return i < 0 ? NONE : number(f.bytes(), f.valueOffset(i), f.valueLength(i));
  }

  /** The field of this name, which has no number of its own; negative if there is none. */
  static int find(Fields f, byte[] lower) {
    for (int i = 0; i < f.size(); i++) {
      boolean here =
          f.isLive(i)
              && f.nameLength(i) == lower.length
              && Ascii.equalsLower(f.bytes(), f.nameOffset(i), lower.length, lower);
      if (here) {
        return i;
      }
    }
    return -1;
  }

  private static int number(byte[] b, int offset, int length) {
    if (length < 1 || length > MOST_DIGITS) {
      return NONE;
    }
    int value = 0;
    for (int i = offset; i < offset + length; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return NONE;
      }
      value = value * 10 + b[i] - '0';
    }
    return value;
  }

  /**
   * The status of HTTP that says the same, as Envoy and the gRPC gateway map them: by it servers
   * are judged. A code that is not known is one of {@link #UNKNOWN}.
   */
  public static int http(int status) {
    return switch (status) {
      case OK -> 200;
      case CANCELLED -> 499;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      default -> 500; // UNKNOWN, INTERNAL, DATA_LOSS
    };
  }

  /** In words, such as {@code grpc-status 14 UNAVAILABLE}. */
  public static String words(int status) {
    String name = status >= 0 && status < NAMES.size() ? " " + NAMES.get(status) : "";
    return "grpc-status " + status + name;
  }
}

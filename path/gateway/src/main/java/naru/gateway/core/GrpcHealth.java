package naru.gateway.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.http.GrpcStatus;

/**
 * What gRPC's health service says of a server ({@code grpc.health.v1}): one message there, one
 * back, each behind five bytes that tell whether it is compressed and how long it is.
 *
 * @param serving whether the service takes calls
 * @param seen what was said, in words
 */
public record GrpcHealth(boolean serving, String seen) {
  /** Its method {@code Check}. */
  public static final String PATH = "/grpc.health.v1.Health/Check";

  /** Bytes of an answer that are looked at; a good one has seven. */
  public static final int MOST_ANSWER = 4096;

  private static final int PREFIX = 5;

  /** Field 1 with a length, as a protocol buffer: the service of a request. */
  private static final int SERVICE = 1 << 3 | 2;

  /** Field 1 as a number: the status of an answer. */
  private static final int STATUS = 1 << 3;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private static final List<String> STATES =
      List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

  /**
   * The body of a request.
   *
   * @param service whose state is asked for; empty for the whole server
   */
  public static byte[] question(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    if (name.length > 0) {
      message.write(SERVICE);
      int left = name.length;
      for (; left > 0x7f; left >>>= 7) {
        message.write(left & 0x7f | 0x80);
      }
      message.write(left);
      message.writeBytes(name);
    }
    byte[] body = new byte[PREFIX + message.size()];
    for (int i = 0; i < 4; i++) {
      body[1 + i] = (byte) (message.size() >>> 8 * (3 - i));
    }
    System.arraycopy(message.toByteArray(), 0, body, PREFIX, message.size());
    return body;
  }

  /**
   * Judges a whole answer.
   *
   * @param status of the call, {@code grpc-status}; empty if there is none
   * @param message {@code grpc-message}; may be empty
   * @param body its first {@code length} bytes
   */
  public static GrpcHealth of(
      String status, String message, byte[] body, int length, String service) {
    if (!status.matches("[0-9]{1,9}")) {
      return new GrpcHealth(false, status.isEmpty() ? "no grpc-status" : "grpc-status " + status);
    }
    int code = Integer.parseInt(status);
    return code == 0
        ? said(new Parts(body, length))
        : new GrpcHealth(false, refused(code, message, service));
  }

  private static String refused(int code, String message, String service) {
    String why =
        switch (code) {
          case GrpcStatus.UNIMPLEMENTED -> ": the server has no health service";
          case GrpcStatus.NOT_FOUND -> ": the server does not know service '" + service + "'";
          default -> "";
        };
    return GrpcStatus.words(code) + why + (message.isEmpty() ? "" : " (" + message + ")");
  }

  private static GrpcHealth said(Parts parts) {
    long state;
    try {
      state = parts.state();
    } catch (IllegalArgumentException e) {
      return new GrpcHealth(false, "not a message of the health service: " + e.getMessage());
    }
    String name =
        state >= 0 && state < STATES.size() ? STATES.get((int) state) : "serving status " + state;
    return new GrpcHealth(state == 1, name);
  }

  /** The bytes of an answer, read once from the front. */
  private static final class Parts {
    private final byte[] bytes;
    private final int end;
    private int at;

    Parts(byte[] bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    /** The last status that is said; 0 if none is. Fields that are not known are passed over. */
    long state() {
      if (next() != 0) {
        throw new IllegalArgumentException("it is compressed");
      }
      long length = 0;
      for (int i = 0; i < 4; i++) {
        length = length << 8 | next();
      }
      if (length != end - at) {
        throw new IllegalArgumentException(
            "a length of " + length + " before " + (end - at) + " bytes");
      }
      long state = 0;
      while (at < end) {
        long tag = varint();
        if (tag == STATUS) {
          state = varint();
        } else {
          skip((int) tag & 7);
        }
      }
      return state;
    }

    private int next() {
      if (at == end) {
        throw new IllegalArgumentException("it ends early");
      }
      return bytes[at++] & 0xff;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        int b = next();
        value |= (long) (b & 0x7f) << shift;
        if (b < 0x80) {
          return value;
        }
      }
      throw new IllegalArgumentException("a number of more than ten bytes");
    }

    private void skip(int kind) {
      switch (kind) {
        case VARINT -> varint();
        case FIXED64 -> over(8);
        case BYTES -> over(varint());
        case FIXED32 -> over(4);
        default -> throw new IllegalArgumentException("a field of kind " + kind);
      }
    }

    private void over(long length) {
      if (length < 0 || length > end - at) {
        throw new IllegalArgumentException("it ends early");
      }
      at += (int) length;
    }
  }
}

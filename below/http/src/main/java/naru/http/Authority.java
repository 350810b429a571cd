package naru.http;

/**
 * Host and port inside a target or a Host field. RFC 3986 section 3.2, without user information.
 */
final class Authority {
  private Authority() {}

  /** Sets the authority of a head from its bytes; false if they are not one. */
  static boolean parse(RequestHead head, int offset, int length) {
    byte[] b = head.bytes();
    int end = offset + length;
    int hostEnd = length > 0 && b[offset] == '[' ? literal(b, offset, end) : name(b, offset, end);
    if (hostEnd <= offset) {
      return false;
    }
    int port = -1;
    if (hostEnd < end) {
      port = port(b, hostEnd, end);
      if (port < 0) {
        return false;
      }
    }
    head.authorityOffset = offset;
    head.authorityLength = length;
    head.hostLength = hostEnd - offset;
    head.port = port;
    return true;
  }

  private static int literal(byte[] b, int offset, int end) {
    int i = offset + 1;
    while (i < end && b[i] != ']') {
      byte c = b[i];
      boolean fits = Character.digit(c, 16) >= 0 || c == ':' || c == '.';
      if (!fits) {
        return -1;
      }
      i++;
    }
    return i < end && i > offset + 2 ? i + 1 : -1;
  }

  private static int name(byte[] b, int offset, int end) {
    int i = offset;
    while (i < end && b[i] != ':') {
      byte c = b[i];
      // No percent-encoding, no sub-delims: what no name server knows only serves to confuse.
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.'
              || c == '_';
      if (!fits) {
        return -1;
      }
      i++;
    }
    return i;
  }

  private static int port(byte[] b, int colon, int end) {
    int digits = end - colon - 1;
    if (b[colon] != ':' || digits < 1 || digits > 5) {
      return -1;
    }
    int port = 0;
    for (int i = colon + 1; i < end; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return -1;
      }
      port = port * 10 + b[i] - '0';
    }
    return port <= 65535 ? port : -1;
  }
}

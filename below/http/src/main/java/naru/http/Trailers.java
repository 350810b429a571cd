package naru.http;

/**
 * Which fields may stand behind a body. RFC 9110 section 6.5.1: none that frames the message,
 * routes it, authenticates, changes the request, or says how to read the content; a reader that
 * merged such a field into the head would see another message than the one before it.
 */
final class Trailers {
  private static final long FORBIDDEN =
      Field.HOP_BY_HOP
          | Field.bit(Field.HOST)
          | Field.bit(Field.CONTENT_LENGTH)
          | Field.bit(Field.EXPECT)
          | Field.bit(Field.FORWARDED)
          | Field.bit(Field.X_FORWARDED_FOR)
          | Field.bit(Field.X_FORWARDED_PROTO)
          | Field.bit(Field.X_FORWARDED_HOST)
          | Field.bit(Field.X_REAL_IP)
          | Field.bit(Field.VIA)
          | Field.bit(Field.TRACEPARENT)
          | Field.bit(Field.TRACESTATE)
          | Field.bit(Field.CONTENT_TYPE)
          | Field.bit(Field.CONTENT_ENCODING)
          | Field.bit(Field.CONTENT_RANGE)
          | Field.bit(Field.CACHE_CONTROL)
          | Field.bit(Field.PRAGMA)
          | Field.bit(Field.AGE)
          | Field.bit(Field.EXPIRES)
          | Field.bit(Field.VARY)
          | Field.bit(Field.IF_NONE_MATCH)
          | Field.bit(Field.IF_MODIFIED_SINCE)
          | Field.bit(Field.IF_MATCH)
          | Field.bit(Field.IF_UNMODIFIED_SINCE)
          | Field.bit(Field.IF_RANGE)
          | Field.bit(Field.RANGE)
          | Field.bit(Field.AUTHORIZATION)
          | Field.bit(Field.WWW_AUTHENTICATE)
          | Field.bit(Field.COOKIE)
          | Field.bit(Field.SET_COOKIE)
          | Field.bit(Field.LOCATION)
          | Field.bit(Field.RETRY_AFTER);

  private Trailers() {}

  /** Takes out what may not stand behind a body. */
  static void dropForbidden(Fields f) {
    if (f.hasNone(FORBIDDEN)) {
      return;
    }
    for (int i = 0; i < f.size(); i++) {
      int id = f.id(i);
      if (id != Field.OTHER && f.isLive(i) && (FORBIDDEN & Field.bit(id)) != 0) {
        f.remove(i);
      }
    }
  }
}

package naru.http;

import naru.http.h2.HeaderTags;

/**
 * What HTTP/2 says of a field by its name and value, as the number that the HPACK table keeps: the
 * {@link Field} number in the low byte, which pseudo-field it is, and whether it may stand in a
 * message at all. RFC 9113 sections 8.2 and 8.3.
 */
final class FieldTags {
  static final int REGULAR = 0;
  static final int METHOD = 1;
  static final int SCHEME = 2;
  static final int PATH = 3;
  static final int AUTHORITY = 4;
  static final int PROTOCOL = 5;
  static final int STATUS = 6;
  static final int UNKNOWN_PSEUDO = 7;

  private static final int KIND_SHIFT = 8;
  private static final int BAD = 1 << 12;
  private static final int CONNECTION_FIELD = 1 << 13;

  /** Fields that mean nothing in HTTP/2 and make a message malformed. Section 8.2.2. */
  private static final long OF_CONNECTION =
      Field.bit(Field.CONNECTION)
          | Field.bit(Field.KEEP_ALIVE)
          | Field.bit(Field.PROXY_CONNECTION)
          | Field.bit(Field.TRANSFER_ENCODING)
          | Field.bit(Field.UPGRADE);

  private static final byte[] TRAILERS = Ascii.lower("trailers");
  private static final byte[][] PSEUDO = {
    {},
    Ascii.lower(":method"),
    Ascii.lower(":scheme"),
    Ascii.lower(":path"),
    Ascii.lower(":authority"),
    Ascii.lower(":protocol"),
    Ascii.lower(":status")
  };

  static final HeaderTags TAGS = new HeaderTags(FieldTags::of);

  private FieldTags() {}

  private static int of(byte[] line, int offset, int nameLength, int valueLength) {
    int value = offset + nameLength + 2;
    int bad = isGoodValue(line, value, valueLength) ? 0 : BAD;
    if (nameLength > 0 && line[offset] == ':') {
      return bad | pseudo(line, offset, nameLength) << KIND_SHIFT;
    }
    int hash = 0;
    for (int i = offset; i < offset + nameLength; i++) {
      byte c = line[i];
      if (!Ascii.isToken(c) || (c >= 'A' && c <= 'Z')) {
        return BAD;
      }
      hash = Field.hash(hash, c);
    }
    if (nameLength == 0 || nameLength > 0xffff) {
      return BAD;
    }
    int id = Field.id(line, offset, nameLength, hash);
    boolean ofConnection =
        (OF_CONNECTION & Field.bit(id)) != 0
            || (id == Field.TE && !Ascii.equalsLower(line, value, valueLength, TRAILERS));
    return id | bad | (ofConnection ? CONNECTION_FIELD : 0);
  }

  private static int pseudo(byte[] line, int offset, int nameLength) {
    for (int kind = METHOD; kind <= STATUS; kind++) {
      if (Ascii.equals(line, offset, nameLength, PSEUDO[kind])) {
        return kind;
      }
    }
    return UNKNOWN_PSEUDO;
  }

  /** No controls, and no blanks at the ends. Section 8.2.1. */
  private static boolean isGoodValue(byte[] line, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!Ascii.isValue(line[i])) {
        return false;
      }
    }
    return length == 0
        || (!Ascii.isBlank(line[offset]) && !Ascii.isBlank(line[offset + length - 1]));
  }

  /** The {@link Field} number. */
  static int id(int tag) {
    return tag & 0xff;
  }

  /** Which pseudo-field it is; {@link #REGULAR} if none. */
  static int kind(int tag) {
    return tag >>> KIND_SHIFT & 0xf;
  }

  /** What is wrong with it in any message; empty if nothing is. */
  static String fault(int tag) {
    if ((tag & (BAD | CONNECTION_FIELD)) == 0) {
      return "";
    }
    return (tag & BAD) != 0
        ? "a field holds a character that it may not"
        : "a field of the connection, which HTTP/2 does not have";
  }
}

package naru.http;

import io.netty.buffer.ByteBuf;
import naru.http.h2.HeaderName;
import naru.http.h2.HpackEncoder;

/** Writes fields of a head into a header block. Names become lower case. RFC 9113 section 8.2. */
final class Http2Fields {
  private static final HeaderName[] NAMES = new HeaderName[Field.count()];

  static {
    for (int id = 1; id < NAMES.length; id++) {
      NAMES[id] = HeaderName.of(Field.name(id));
    }
  }

  /** What nobody who shares a connection may guess by sizes. RFC 7541 section 7.1.3. */
  private static final long SECRET =
      Field.bit(Field.AUTHORIZATION)
          | Field.bit(Field.COOKIE)
          | Field.bit(Field.SET_COOKIE)
          | Field.bit(Field.PROXY_AUTHORIZATION);

  private Http2Fields() {}

  /** Writes all fields but those of a set. */
  static void write(Fields f, long without, HpackEncoder encoder, ByteBuf out) {
    byte[] b = f.bytes();
    for (int i = 0; i < f.size(); i++) {
      if (!f.isLive(i)) {
        continue;
      }
      int id = f.id(i);
      if (id == Field.OTHER) {
        encoder.field(
            out, b, f.nameOffset(i), f.nameLength(i), b, f.valueOffset(i), f.valueLength(i), false);
      } else if ((without & Field.bit(id)) == 0) {
        boolean secret = (SECRET & Field.bit(id)) != 0;
        encoder.field(out, NAMES[id], b, f.valueOffset(i), f.valueLength(i), secret);
      }
    }
  }
}

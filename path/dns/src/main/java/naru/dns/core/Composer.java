package naru.dns.core;

import naru.wire.dns.Edns;
import naru.wire.dns.Header;
import naru.wire.dns.Message;
import naru.wire.dns.QueryView;
import naru.wire.dns.Rcode;
import naru.wire.dns.Type;

/** Puts a query's own parts and an image together to a message. Allocates nothing. */
final class Composer {
  /** What we take over UDP, and the most we send: fits every path's MTU (DNS flag day 2020). */
  static final int UDP_PAYLOAD = 1232;

  private static final int OPT_BYTES = 11;
  private static final byte[] NOTHING = new byte[0];

  private Composer() {}

  /** The longest message that this client takes. */
  static int limit(QueryView query, boolean stream) {
    if (stream) {
      return Message.MAX_BYTES;
    }
    return Math.min(query.udpPayloadBytes(), UDP_PAYLOAD);
  }

  static void answer(QueryView query, Image image, int limit, long nowNanos, Reply reply) {
    byte[] out = reply.bytes();
    int start = query.questionEnd();
    byte[] error = query.hasEdns() ? image.errorOption : NOTHING;
    int opt = query.hasEdns() ? OPT_BYTES + error.length : 0;
    int body = fitting(image, limit - start - opt);
    boolean cut = body < 0;
    boolean whole = body == image.body.length;
    head(query, image.rcode, image.authoritative, reply.recursion, cut, out);
    Wire.put16(out, 6, cut ? 0 : image.answers);
    Wire.put16(out, 8, cut ? 0 : image.authorities);
    int at = start;
    if (!cut) {
      System.arraycopy(image.body, 0, out, start, body);
      at += body;
      age(image, nowNanos, start, body, out);
    }
    Wire.put16(out, 10, (whole && !cut ? image.additionals : 0) + (opt > 0 ? 1 : 0));
    if (opt > 0) {
      byte[] option = at + opt <= limit ? error : NOTHING;
      at = opt(query, image.rcode, option, at, out);
    }
    reply.length = at;
    reply.truncated = cut;
    reply.image = image;
  }

  /** How much of the body fits: all, all but the additional records, or -1. */
  private static int fitting(Image image, int room) {
    if (image.body.length <= room) {
      return image.body.length;
    }
    return image.requiredBytes <= room ? image.requiredBytes : -1;
  }

  private static void age(Image image, long nowNanos, int start, int body, byte[] out) {
    long age = image.ageSeconds(nowNanos);
    if (age == 0) {
      return;
    }
    for (int offset : image.ttlOffsets) {
      if (offset < body) {
        long ttl = Wire.u32(image.body, offset);
        Wire.put32(out, start + offset, Math.max(0, ttl - age));
      }
    }
  }

  /** An answer without records. */
  static void empty(QueryView query, Rcode rcode, byte[] error, Reply reply) {
    byte[] out = reply.bytes();
    head(query, rcode.code(), false, reply.recursion, false, out);
    Wire.put16(out, 6, 0);
    Wire.put16(out, 8, 0);
    Wire.put16(out, 10, query.hasEdns() ? 1 : 0);
    int at = query.questionEnd();
    reply.length = query.hasEdns() ? opt(query, rcode.code(), error, at, out) : at;
  }

  private static void head(
      QueryView query,
      int rcode,
      boolean authoritative,
      boolean recursion,
      boolean cut,
      byte[] out) {
    int end = query.questionEnd();
    System.arraycopy(query.bytes(), 0, out, 0, end);
    int kept = Wire.u16(out, 2) & (0x7800 | Header.RD | Header.CD);
    int flags =
        Header.QR
            | kept
            | (authoritative ? Header.AA : 0)
            | (cut ? Header.TC : 0)
            | (recursion ? Header.RA : 0)
            | (rcode & 15);
    Wire.put16(out, 2, flags);
    Wire.put16(out, 4, end > Header.BYTES ? 1 : 0);
  }

  /** The DO bit goes back as it came (RFC 3225 section 3). */
  private static int opt(QueryView query, int rcode, byte[] option, int at, byte[] out) {
    out[at] = 0;
    Wire.put16(out, at + 1, Type.OPT.code());
    Wire.put16(out, at + 3, UDP_PAYLOAD);
    out[at + 5] = (byte) (rcode >> 4);
    out[at + 6] = 0;
    Wire.put16(out, at + 7, query.dnssecOk() ? Edns.DO : 0);
    Wire.put16(out, at + 9, option.length);
    System.arraycopy(option, 0, out, at + OPT_BYTES, option.length);
    return at + OPT_BYTES + option.length;
  }
}

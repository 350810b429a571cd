package naru.wire.dns;

import java.util.Arrays;

/**
 * A query as its bytes say it, without building anything: flat fields that the next {@link #read}
 * overwrites. One per event loop; this is the path that every datagram takes.
 *
 * <p>Besides the fields it makes a key: the name in lower case, type, class and the DO and CD bits,
 * and a seeded hash of it. Two queries with equal keys may get the same answer.
 */
public final class QueryView {
  /** What the bytes are good for. */
  public enum Shape {
    /** Shorter than a header, or a response: any answer could make a loop (RFC 8906). */
    SILENT,
    /** An opcode other than QUERY. */
    NOT_IMPLEMENTED,
    /** A header, and behind it something that is no query. */
    MALFORMED,
    /** One question. */
    QUESTION
  }

  private static final int KEY_TAIL = 5;
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final byte[] key = new byte[Name.MAX_BYTES + KEY_TAIL];
  private byte[] bytes = new byte[0];
  private int length;
  private int keyLength;
  private long hash;
  private int flags;
  private int questionEnd;
  private int type;
  private int dnsClass;
  private boolean edns;
  private int udpPayloadBytes;
  private int ednsVersion;
  private boolean dnssecOk;
  private long traceHigh;
  private long traceLow;
  private long traceSpan;

  private QueryView(long seed) {
    this.seed = seed;
  }

  /** A view whose hashes an outsider cannot foretell without the seed. */
  public static QueryView seeded(long seed) {
    return new QueryView(seed);
  }

  /** Looks at the first {@code length} bytes; they must not change while this view is in use. */
  public Shape read(byte[] message, int length) {
    this.bytes = message;
    this.length = length;
    questionEnd = Header.BYTES;
    edns = false;
    dnssecOk = false;
    udpPayloadBytes = 512;
    ednsVersion = 0;
    traceSpan = 0;
    keyLength = 0;
    if (length < Header.BYTES || message[2] < 0) {
      return Shape.SILENT;
    }
    flags = Big.u16(message, 2);
    if ((flags & 0x7800) != 0) {
      return Shape.NOT_IMPLEMENTED;
    }
    if (Big.u16(message, 4) != 1 || !readQuestion() || !readRecords()) {
      return Shape.MALFORMED;
    }
    endKey();
    return Shape.QUESTION;
  }

  /** Pointers have nothing to point at before the first name, so they are malformed here. */
  private boolean readQuestion() {
    int at = Header.BYTES;
    int limit = Math.min(length, Header.BYTES + Name.MAX_BYTES);
    long h = seed;
    while (true) {
      if (at >= limit) {
        return false;
      }
      int label = bytes[at];
      if (label < 0 || label > Name.MAX_LABEL || at + label >= limit) {
        return false;
      }
      for (int i = at; i <= at + label; i++) {
        byte b = Name.fold(bytes[i]);
        key[i - Header.BYTES] = b;
        h = (h ^ b) * PRIME;
      }
      at += label + 1;
      if (label == 0) {
        break;
      }
    }
    if (length - at < 4) {
      return false;
    }
    keyLength = at - Header.BYTES;
    type = Big.u16(bytes, at);
    dnsClass = Big.u16(bytes, at + 2);
    questionEnd = at + 4;
    hash = h;
    return true;
  }

  private void endKey() {
    System.arraycopy(bytes, questionEnd - 4, key, keyLength, 4);
    int bits = (dnssecOk ? 2 : 0) | ((flags & Header.CD) != 0 ? 1 : 0);
    key[keyLength + 4] = (byte) bits;
    keyLength += KEY_TAIL;
    long h = (hash ^ ((long) type << 24 | (long) dnsClass << 4 | bits)) * PRIME;
    hash = h ^ h >>> 29;
  }

  private boolean readRecords() {
    int records = Big.u16(bytes, 6) + Big.u16(bytes, 8);
    int additional = Big.u16(bytes, 10);
    int at = questionEnd;
    for (int i = 0; i < records + additional; i++) {
      int fixed = skipName(at);
      if (fixed < 0 || length - fixed < 10) {
        return false;
      }
      int dataEnd = fixed + 10 + Big.u16(bytes, fixed + 8);
      if (dataEnd > length) {
        return false;
      }
      if (Big.u16(bytes, fixed) == Type.OPT.code()
          && (edns || i < records || fixed != at + 1 || !readOpt(fixed, dataEnd))) {
        return false;
      }
      at = dataEnd;
    }
    return at == length;
  }

  private int skipName(int from) {
    int at = from;
    while (at < length && at - from < Name.MAX_BYTES) {
      int label = bytes[at] & 0xff;
      if (label == 0) {
        return at + 1;
      }
      if (label >= 0xc0) {
        return at + 2;
      }
      if (label > Name.MAX_LABEL) {
        return -1;
      }
      at += label + 1;
    }
    return -1;
  }

  private boolean readOpt(int fixed, int dataEnd) {
    edns = true;
    udpPayloadBytes = Math.max(512, Big.u16(bytes, fixed + 2));
    ednsVersion = bytes[fixed + 5] & 0xff;
    dnssecOk = bytes[fixed + 6] < 0;
    int at = fixed + 10;
    while (dataEnd - at >= 4) {
      int code = Big.u16(bytes, at);
      int size = Big.u16(bytes, at + 2);
      if (size > dataEnd - at - 4) {
        return false;
      }
      if (code == EdnsOption.TRACE && size == 24) {
        traceHigh = Big.s64(bytes, at + 4);
        traceLow = Big.s64(bytes, at + 12);
        traceSpan = Big.s64(bytes, at + 20);
      }
      at += 4 + size;
    }
    return at == dataEnd;
  }

  /** The bytes that were read. */
  public byte[] bytes() {
    return bytes;
  }

  public int id() {
    return Big.u16(bytes, 0);
  }

  public boolean has(int bits) {
    return (flags & bits) == bits;
  }

  /** Where the question ends; right behind the header if there is no good one. */
  public int questionEnd() {
    return questionEnd;
  }

  public int type() {
    return type;
  }

  public int dnsClass() {
    return dnsClass;
  }

  public boolean hasEdns() {
    return edns;
  }

  /** At least 512. */
  public int udpPayloadBytes() {
    return udpPayloadBytes;
  }

  public int ednsVersion() {
    return ednsVersion;
  }

  public boolean dnssecOk() {
    return dnssecOk;
  }

  /** Whether Naru's own option names the span that asks. */
  public boolean hasTrace() {
    return traceSpan != 0 && (traceHigh | traceLow) != 0;
  }

  public long traceHigh() {
    return traceHigh;
  }

  public long traceLow() {
    return traceLow;
  }

  public long traceSpan() {
    return traceSpan;
  }

  /** The name as it was written; builds a value, so not for the fast path. */
  public Name name() {
    return Name.ofChecked(bytes, Header.BYTES, questionEnd - 4 - Header.BYTES);
  }

  /** The hash of the key. */
  public long hash() {
    return hash;
  }

  /** A copy of the key. */
  public byte[] key() {
    return Arrays.copyOf(key, keyLength);
  }

  /** Whether a key is this query's. */
  public boolean keyEquals(byte[] other) {
    return Arrays.equals(key, 0, keyLength, other, 0, other.length);
  }
}

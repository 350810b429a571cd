package naru.trace;

import java.util.Arrays;
import naru.base.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One part as it is recorded: flat numbers and references, no object per event. A tape is taken at
 * the begin of a span, filled by one thread, handed to the collector if it is kept, and used again.
 *
 * <p>An event takes four longs (time; kind, parties, provenance and a number in one; two numbers)
 * and two references to things that outlive the request. Texts of a head are copied as bytes.
 */
final class Tape {
  /** More events than this are dropped, and counted. */
  static final int MAX_EVENTS = 512;

  /** A head that would make the texts longer than this, in bytes, is dropped, and counted. */
  static final int MAX_TEXT = 64 << 10;

  static final int EVENT = 0;
  static final int REQUEST = 1;
  static final int RESPONSE = 2;
  static final int FINISHED = 3;
  static final int REUSED = 4;
  static final int ROUTE = 5;
  static final int TARGET = 6;
  static final int FORWARDED = 7;
  static final int FIELD = 8;

  static final int WORDS = 4;
  static final int REFS = 2;

  private static final int USUAL_EVENTS = 16;
  private static final int LARGE_EVENTS = 64;

  long traceHigh;
  long traceLow;
  long id;
  long parent;
  Party at = Party.CLIENT;
  boolean entered;
  boolean failed;

  /** Kept only if it failed or took long. */
  boolean quiet;

  /** Gets how long the part took from {@link #timesFrom} on. */
  @Nullable Histogram times;

  long timesFrom;
  int count;
  int dropped;
  long[] words = new long[USUAL_EVENTS * WORDS];
  Object[] refs = new Object[USUAL_EVENTS * REFS];
  byte[] text = new byte[256];

  /** Segments have their own room, so that a long transfer leaves enough for all that follows. */
  final SegmentTape segments = new SegmentTape();

  private int textUsed;

  void begin(Party at, long traceHigh, long traceLow, long id, long parent, boolean entered) {
    this.at = at;
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.id = id;
    this.parent = parent;
    this.entered = entered;
    this.quiet = false;
  }

  void put(long head, long nanos, long a, long b, Object first, Object second) {
    if (count == MAX_EVENTS) {
      dropped++;
      return;
    }
    if (count * WORDS == words.length) {
      words = Arrays.copyOf(words, words.length * 2);
      refs = Arrays.copyOf(refs, refs.length * 2);
    }
    int w = count * WORDS;
    words[w] = nanos;
    words[w + 1] = head;
    words[w + 2] = a;
    words[w + 3] = b;
    refs[count * REFS] = first;
    refs[count * REFS + 1] = second;
    count++;
  }

  static long head(int kind, Party from, Party to, Provenance provenance, int number) {
    return kind
        | (long) from.ordinal() << 8
        | (long) to.ordinal() << 12
        | (long) provenance.ordinal() << 16
        | (long) number << 32;
  }

  /** Room for a text: its offset, or -1 if there is none, which counts as an event dropped. */
  int room(int length) {
    int offset = textUsed;
    if (offset + length > MAX_TEXT) {
      dropped++;
      return -1;
    }
    if (offset + length > text.length) {
      text = Arrays.copyOf(text, Math.max(offset + length, text.length * 2));
    }
    textUsed = offset + length;
    return offset;
  }

  /** Puts stars in the place of a text. */
  void mask(byte[] secret) {
    int last = secret.length == 0 ? -1 : textUsed - secret.length;
    for (int i = 0; i <= last; i++) {
      if (Arrays.equals(text, i, i + secret.length, secret, 0, secret.length)) {
        Arrays.fill(text, i, i + secret.length, (byte) '*');
      }
    }
  }

  /** The time of the last entry; {@code otherwise} if there is none. */
  long lastNanos(long otherwise) {
    return count == 0 ? otherwise : words[(count - 1) * WORDS];
  }

  /** From the first entry to {@code now}; 0 if there is none. */
  long nanosUntil(long now) {
    return count == 0 ? 0 : now - words[0];
  }

  /** Whether it grew so far that it is better left to the collector of garbage. */
  boolean isLarge() {
    return words.length > LARGE_EVENTS * WORDS || text.length > 2048 || segments.isLarge();
  }

  /** Forgets everything; references too, so that nothing is held alive. */
  void clear() {
    Arrays.fill(refs, 0, count * REFS, "");
    segments.clear();
    times = null;
    count = 0;
    dropped = 0;
    textUsed = 0;
    failed = false;
  }
}

package naru.stack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * What is on its way, in the order of sequence numbers, with what is known of each part: RFC 6675's
 * scoreboard and RFC 8985's list in one. {@link #pipe} is the estimate of the octets in the network
 * (RFC 6675 section 4): all sent, less those that arrived or were lost, and those sent again.
 *
 * <p>Cost: an acknowledgment touches what it acknowledges; a SACK walks from SND.UNA to the block.
 */
final class Scoreboard {
  /** Sent again without having been taken for lost, as a probe: both copies count. */
  private static final int EXTRA = 64;

  private @Nullable Sent head;
  private @Nullable Sent tail;
  private int bytes;
  private int runs;
  private int sackedBytes;
  private int lostBytes;
  private int againBytes;

  /** Octets by which duplicate acknowledgments say that something left; without SACK only. */
  private int leftBytes;

  /** The right edge of what SACK reported so far; valid if {@link #sackedBytes} is not 0. */
  private int highestSacked;

  boolean isEmpty() {
    return head == null;
  }

  /** All octets between SND.UNA and SND.NXT. */
  int flight() {
    return bytes;
  }

  int sackedBytes() {
    return sackedBytes;
  }

  int lostBytes() {
    return lostBytes;
  }

  int pipe() {
    return Math.max(0, bytes - sackedBytes - leftBytes - lostBytes + againBytes);
  }

  @Nullable Sent first() {
    return head;
  }

  @Nullable Sent last() {
    return tail;
  }

  /** Notes something sent for the first time. */
  void sent(int start, int end, int flags, long now, int timestamp) {
    Sent s = new Sent();
    s.start = start;
    s.end = end;
    s.flags = flags;
    s.at = now;
    s.timestamp = timestamp;
    s.previous = tail;
    if (tail == null) {
      head = s;
    } else {
      tail.next = s;
    }
    tail = s;
    runs++;
    bytes += end - start;
  }

  /** Notes that something was sent again. */
  void again(Sent s, long now, int timestamp) {
    if (s.is(Sent.LOST)) {
      s.clear(Sent.LOST);
      lostBytes -= s.length(); // under way again: the pipe holds it once
    } else if (!s.is(EXTRA)) {
      s.set(EXTRA);
      againBytes += s.length();
    }
    s.set(Sent.EVER);
    s.at = now;
    s.timestamp = timestamp;
  }

  /** Cuts a run in two at {@code seq}, which lies inside; SYN stays left, FIN right. */
  Sent split(Sent s, int seq) {
    Sent right = new Sent();
    right.start = seq;
    right.end = s.end;
    right.flags = s.flags & ~Sent.SYN;
    right.at = s.at;
    right.timestamp = s.timestamp;
    s.end = seq;
    s.clear(Sent.FIN);
    right.next = s.next;
    right.previous = s;
    if (s.next == null) {
      tail = right;
    } else {
      s.next.previous = right;
    }
    s.next = right;
    runs++;
    return right;
  }

  /** Takes out what a cumulative acknowledgment covers. */
  void acknowledge(int ack, Delivery d) {
    Sent s = head;
    while (s != null && Seq.lt(s.start, ack)) {
      if (Seq.gt(s.end, ack)) {
        split(s, ack);
      }
      arrived(s, d);
      forget(s);
      s = s.next;
    }
    head = s;
    if (s == null) {
      tail = null;
    } else {
      s.previous = null;
    }
    leftBytes = Math.max(0, Math.min(leftBytes, bytes));
  }

  private void forget(Sent s) {
    int length = s.length();
    runs--;
    bytes -= length;
    uncount(s, length);
  }

  private void uncount(Sent s, int length) {
    sackedBytes -= s.is(Sent.SACKED) ? length : 0;
    lostBytes -= s.is(Sent.LOST) ? length : 0;
    againBytes -= s.is(EXTRA) ? length : 0;
  }

  /** Notes what had been reported before an acknowledgment, whose blocks come in any order. */
  void reported(Delivery d) {
    d.reportedBefore = sackedBytes > 0;
    d.reportedEnd = highestSacked;
  }

  /** Notes what an acknowledgment says of a part that had not been known to have arrived. */
  private void arrived(Sent s, Delivery d) {
    if (s.is(Sent.SACKED)) {
      return;
    }
    d.bytes += s.length();
    boolean once = !s.is(Sent.EVER);
    d.retransmitted |= !once;
    if (once) {
      d.originalEnd = d.original ? Seq.min(d.originalEnd, s.end) : s.end;
      d.original = true;
      d.reordered |= d.reportedBefore && Seq.lt(s.end, d.reportedEnd);
    }
    boolean later = s.at > d.latestAt || s.at == d.latestAt && Seq.gt(s.end, d.latestEnd);
    if (later) {
      d.latestAt = s.at;
      d.latestEnd = s.end;
      d.latestAgain = !once;
      d.latestTimestamp = s.timestamp;
    }
  }

  /**
   * Marks what a SACK block reports (RFC 2018); the block lies within what is under way. A block
   * that would cut a run when there are {@code mostRuns} is not believed there: nobody may make the
   * list longer than the segments that were sent.
   */
  void sack(int left, int right, int mostRuns, Delivery d) {
    for (Sent s = head; s != null && Seq.lt(s.start, right); s = s.next) {
      if (s.is(Sent.SACKED) || Seq.le(s.end, left)) {
        continue;
      }
      boolean cuts = Seq.lt(s.start, left) || Seq.gt(s.end, right);
      if (cuts && runs >= mostRuns) {
        continue;
      }
      Sent hit = Seq.lt(s.start, left) ? split(s, left) : s;
      if (Seq.gt(hit.end, right)) {
        split(hit, right);
      }
      int before = d.bytes;
      arrived(hit, d);
      d.sacked += d.bytes - before;
      uncount(hit, hit.length());
      hit.clear(Sent.LOST | EXTRA);
      hit.set(Sent.SACKED);
      sackedBytes += hit.length();
      highestSacked = sackedBytes == hit.length() ? hit.end : Seq.max(highestSacked, hit.end);
      s = hit;
    }
  }

  /** A duplicate acknowledgment without SACK: one more segment has left the network. */
  void oneLeft(int mss) {
    leftBytes = Math.min(leftBytes + mss, bytes);
  }

  int leftBytes() {
    return leftBytes;
  }

  /** After a cumulative acknowledgment without SACK: what the duplicates told is used up. */
  void leftBytes(int still) {
    leftBytes = Math.max(0, Math.min(still, bytes));
  }

  /** Takes a part for lost. A part sent again is lost anew if its second sending was. */
  void lost(Sent s) {
    if (s.is(Sent.LOST) || s.is(Sent.SACKED)) {
      return;
    }
    if (s.is(EXTRA)) {
      s.clear(EXTRA);
      againBytes -= s.length();
    }
    s.set(Sent.LOST);
    lostBytes += s.length();
  }

  /** Takes all for lost that is not known to have arrived (RFC 6675 section 5.1). */
  void allLost() {
    for (Sent s = head; s != null; s = s.next) {
      lost(s);
    }
    leftBytes = 0;
  }

  /** The loss was none: what was taken for lost and not sent again is under way. */
  void noneLost() {
    for (Sent s = head; s != null; s = s.next) {
      if (s.is(Sent.LOST)) {
        s.clear(Sent.LOST);
        lostBytes -= s.length();
      }
    }
  }

  /** The other side forgot what it reported (RFC 2018 section 8): after a timeout. */
  void forgetSacks() {
    for (Sent s = head; s != null; s = s.next) {
      if (s.is(Sent.SACKED)) {
        s.clear(Sent.SACKED);
        sackedBytes -= s.length();
      }
    }
  }

  /** The first part that was lost and is not under way again; null if there is none. */
  @Nullable Sent firstLost() {
    if (lostBytes == 0) {
      return null;
    }
    Sent s = head;
    while (s != null && !s.is(Sent.LOST)) {
      s = s.next;
    }
    return s;
  }

  void clear() {
    head = null;
    tail = null;
    runs = 0;
    bytes = 0;
    sackedBytes = 0;
    lostBytes = 0;
    againBytes = 0;
    leftBytes = 0;
  }

  void checkInvariants(int una, int nxt) {
    int all = 0;
    int sacked = 0;
    int lost = 0;
    int extra = 0;
    int at = una;
    Sent before = null;
    for (Sent s = head; s != null; s = s.next) {
      assert s.start == at : "a gap in what was sent";
      assert Seq.lt(s.start, s.end) : "an empty part";
      assert s.previous == before : "the list is broken";
      assert !(s.is(Sent.SACKED) && s.is(Sent.LOST)) : "arrived and lost";
      all += s.length();
      sacked += s.is(Sent.SACKED) ? s.length() : 0;
      lost += s.is(Sent.LOST) ? s.length() : 0;
      extra += s.is(EXTRA) ? s.length() : 0;
      at = s.end;
      before = s;
    }
    assert tail == before : "the tail is another";
    assert at == nxt : "what was sent does not end at SND.NXT";
    assert all == bytes && sacked == sackedBytes && lost == lostBytes && extra == againBytes
        : "octets are miscounted";
  }
}

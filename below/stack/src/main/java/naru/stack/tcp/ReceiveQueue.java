package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came and was not taken yet: bytes in order for the user, and islands beyond a gap. An island
 * is a run of adjoining segments; islands neither touch nor overlap and are in the order of their
 * sequence numbers. The most recent ones are what a SACK option reports first (RFC 2018 section 4).
 *
 * <p>Text stays in the packet that brought it, which costs a packet's memory for it. That nobody
 * can make a window cost many times its bytes, there is an end to small pieces: in order they are
 * copied together when there are many, beyond a gap they are refused.
 */
final class ReceiveQueue {
  /** More islands than this are refused: the memory of a hole is larger than its text. */
  static final int MAX_ISLANDS = 256;

  /** A piece of at most so many bytes is small, and so many pieces are many. */
  private static final int SMALL_BYTES = 128;

  private static final int MANY = 64;
  private static final int GATHERED_BYTES = 2048;

  private static final class Island {
    int left;
    int right;
    long touched;
    final List<ByteBuf> text = new ArrayList<>(2);
  }

  private @Nullable ArrayDeque<ByteBuf> ordered;
  private @Nullable ArrayList<Island> islands;

  /** The last of the ordered ones, if small pieces are copied into it. */
  private @Nullable ByteBuf gathered;

  /** Buffers in islands. */
  private int pieces;

  private int orderedBytes;
  private int islandBytes;
  private long touches;

  /** Bytes that the user can take. */
  int orderedBytes() {
    return orderedBytes;
  }

  /** Bytes beyond the first gap. */
  int islandBytes() {
    return islandBytes;
  }

  int islands() {
    return islands == null ? 0 : islands.size();
  }

  /** Adds the next bytes in order; takes the buffer. */
  void append(ByteBuf text) {
    if (ordered == null) {
      ordered = new ArrayDeque<>(4);
    }
    int n = text.readableBytes();
    orderedBytes += n;
    if (n > SMALL_BYTES || ordered.size() < MANY) {
      ordered.add(text);
      gathered = null;
    } else {
      gather(ordered, text);
    }
  }

  private void gather(ArrayDeque<ByteBuf> to, ByteBuf text) {
    ByteBuf last = gathered;
    if (last == null || last.writableBytes() < text.readableBytes()) {
      last = text.alloc().buffer(GATHERED_BYTES, GATHERED_BYTES);
      to.add(last);
      gathered = last;
    }
    last.writeBytes(text);
    text.release();
  }

  /** The next bytes in order, for the caller to release; null if there are none. */
  @Nullable ByteBuf take() {
    ByteBuf text = ordered == null ? null : ordered.poll();
    if (text == null) {
      return null;
    }
    orderedBytes -= text.readableBytes();
    if (orderedBytes == 0) {
      ordered = null; // an idle connection keeps nothing
    }
    if (text == gathered) {
      gathered = null;
    }
    return text;
  }

  /**
   * Keeps text beyond a gap; takes the buffer. Bytes that are there already are not kept twice.
   *
   * @return how many bytes were new; -1 if there are too many islands, or small pieces
   */
  int keep(int seq, ByteBuf text) {
    if (text.readableBytes() <= SMALL_BYTES && pieces > MAX_ISLANDS + islandBytes / SMALL_BYTES) {
      text.release();
      return -1;
    }
    if (islands == null) {
      islands = new ArrayList<>(4);
    }
    int right = seq + text.readableBytes();
    int at = 0;
    while (at < islands.size() && Seq.lt(islands.get(at).right, seq)) {
      at++;
    }
    if (at == islands.size() || Seq.lt(right, islands.get(at).left)) {
      return insert(at, seq, right, text);
    }
    return join(at, seq, right, text);
  }

  private int insert(int at, int seq, int right, ByteBuf text) {
    List<Island> all = list();
    if (all.size() == MAX_ISLANDS) {
      text.release();
      return -1;
    }
    Island island = new Island();
    island.left = seq;
    island.right = right;
    island.touched = ++touches;
    island.text.add(text);
    pieces++;
    all.add(at, island);
    islandBytes += right - seq;
    return right - seq;
  }

  /** Text that touches an island at least: what is new of it fills in, and islands may join. */
  private int join(int at, int seq, int right, ByteBuf text) {
    List<Island> all = list();
    Island island = all.get(at);
    island.touched = ++touches;
    int fresh = 0;
    if (Seq.lt(seq, island.left)) {
      int n = island.left - seq;
      island.text.addFirst(part(text, text.readerIndex(), n));
      pieces++;
      island.left = seq;
      fresh += n;
    }
    while (Seq.gt(right, island.right)) {
      Island next = at + 1 < all.size() ? all.get(at + 1) : null;
      int until = next == null ? right : Seq.min(right, next.left);
      int n = until - island.right;
      if (n > 0) {
        int from = text.readerIndex() + (island.right - seq);
        island.text.add(part(text, from, n));
        pieces++;
        island.right = until;
        fresh += n;
      }
      if (next == null || Seq.lt(island.right, next.left)) {
        break;
      }
      island.text.addAll(next.text);
      island.right = next.right;
      all.remove(at + 1);
    }
    text.release();
    islandBytes += fresh;
    return fresh;
  }

  /** A part of a text: by copy where the rest of it would be kept for little. */
  private static ByteBuf part(ByteBuf text, int from, int length) {
    return length <= SMALL_BYTES || length < text.readableBytes() / 4
        ? text.copy(from, length)
        : text.retainedSlice(from, length);
  }

  /**
   * Moves islands that now follow in order to the user's bytes.
   *
   * @param next RCV.NXT
   * @return RCV.NXT afterwards
   */
  int fill(int next) {
    int now = next;
    while (islands != null && !islands.isEmpty() && Seq.le(islands.getFirst().left, now)) {
      Island island = islands.removeFirst();
      islandBytes -= island.right - island.left;
      pieces -= island.text.size();
      int skip = now - island.left;
      for (ByteBuf text : island.text) {
        int n = Math.min(skip, text.readableBytes());
        skip -= n;
        text.skipBytes(n);
        if (text.isReadable()) {
          append(text);
        } else {
          text.release();
        }
      }
      now = Seq.max(now, island.right);
    }
    if (islands != null && islands.isEmpty()) {
      islands = null;
    }
    return now;
  }

  /** The right edge of what was kept; {@code next} if there is no island. */
  int end(int next) {
    return islands == null || islands.isEmpty() ? next : islands.getLast().right;
  }

  /**
   * The islands for a SACK option, the one touched last first.
   *
   * @param edges gets left and right of each
   * @param most how many at the most
   * @return how many
   */
  int report(int[] edges, int at, int most) {
    if (islands == null) {
      return 0;
    }
    int n = 0;
    long before = Long.MAX_VALUE;
    while (n < most) {
      Island latest = null;
      for (Island island : islands) {
        if (island.touched < before && (latest == null || island.touched > latest.touched)) {
          latest = island;
        }
      }
      if (latest == null) {
        break;
      }
      edges[at + 2 * n] = latest.left;
      edges[at + 2 * n + 1] = latest.right;
      before = latest.touched;
      n++;
    }
    return n;
  }

  private List<Island> list() {
    return Objects.requireNonNull(islands);
  }

  /** Gives everything back. */
  void release() {
    if (ordered != null) {
      ordered.forEach(ByteBuf::release);
      ordered = null;
    }
    gathered = null;
    orderedBytes = 0;
    releaseIslands();
  }

  /** Nothing more will come in order: what lies beyond is nobody's. */
  void releaseIslands() {
    if (islands != null) {
      islands.forEach(i -> i.text.forEach(ByteBuf::release));
      islands = null;
    }
    islandBytes = 0;
    pieces = 0;
  }

  void checkInvariants(int next) {
    int bytes = 0;
    int count = 0;
    int before = next;
    for (Island island : islands == null ? List.<Island>of() : islands) {
      assert Seq.lt(before, island.left) : "islands touch or are not in order";
      int text = island.text.stream().mapToInt(ByteBuf::readableBytes).sum();
      assert text == island.right - island.left : "an island's text has another length";
      bytes += text;
      count += island.text.size();
      before = island.right;
    }
    assert bytes == islandBytes && count == pieces : "islands are miscounted";
  }
}

package naru.stack.udp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import naru.stack.ip.IcmpError;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the user of one socket: datagrams and errors, in order. A ring of flat fields, so
 * that a datagram costs no object; bounded in bytes.
 */
final class DatagramQueue {
  /** What each entry is counted with besides its bytes. */
  static final int OVERHEAD = 256;

  private static final int FIRST_CAPACITY = 8;

  private final int maxBytes;
  private int bytes;
  private int first;
  private int size;

  private @Nullable ByteBuf[] data = {};
  private @Nullable IcmpError[] errors = {};

  /** Peer and own address of each: 4 longs. */
  private long[] addresses = {};

  /** Peer and own port of each: {@code peer << 16 | own}. */
  private int[] ports = {};

  DatagramQueue(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** What waits, in bytes with overhead. */
  int bytes() {
    return bytes;
  }

  /** Whether one more of this length may wait. The first one always may. */
  boolean hasRoom(int length) {
    return size == 0 || bytes + OVERHEAD + length <= maxBytes;
  }

  /** Adds an entry: data, which it takes, or an error. */
  void add(
      @Nullable ByteBuf datagram,
      @Nullable IcmpError error,
      long peerHigh,
      long peerLow,
      int peerPort,
      long ownHigh,
      long ownLow,
      int ownPort) {
    if (size == data.length) {
      grow();
    }
    int at = (first + size) & (data.length - 1);
    data[at] = datagram;
    errors[at] = error;
    addresses[at * 4] = peerHigh;
    addresses[at * 4 + 1] = peerLow;
    addresses[at * 4 + 2] = ownHigh;
    addresses[at * 4 + 3] = ownLow;
    ports[at] = peerPort << 16 | ownPort;
    size++;
    bytes += OVERHEAD + (datagram == null ? 0 : datagram.readableBytes());
  }

  /** The data of the first entry; null if it is an error. */
  @Nullable ByteBuf data() {
    return data[first];
  }

  /** The error of the first entry; null if it is data. */
  @Nullable IcmpError error() {
    return errors[first];
  }

  long peerHigh() {
    return addresses[first * 4];
  }

  long peerLow() {
    return addresses[first * 4 + 1];
  }

  int peerPort() {
    return ports[first] >>> 16;
  }

  long ownHigh() {
    return addresses[first * 4 + 2];
  }

  long ownLow() {
    return addresses[first * 4 + 3];
  }

  int ownPort() {
    return ports[first] & 0xffff;
  }

  /** Forgets the first entry, whose data is the caller's from now on. */
  void remove() {
    ByteBuf datagram = data[first];
    bytes -= OVERHEAD + (datagram == null ? 0 : datagram.readableBytes());
    data[first] = null;
    errors[first] = null;
    first = (first + 1) & (data.length - 1);
    size--;
  }

  /** Releases everything. */
  void clear() {
    while (size > 0) {
      ByteBuf datagram = data();
      remove();
      if (datagram != null) {
        datagram.release();
      }
    }
  }

  private void grow() {
    int capacity = Math.max(FIRST_CAPACITY, data.length * 2);
    int head = data.length - first;
    data = rotated(data, capacity, head);
    errors = rotated(errors, capacity, head);
    long[] oldAddresses = addresses;
    addresses = new long[capacity * 4];
    System.arraycopy(oldAddresses, first * 4, addresses, 0, head * 4);
    System.arraycopy(oldAddresses, 0, addresses, head * 4, first * 4);
    int[] oldPorts = ports;
    ports = new int[capacity];
    System.arraycopy(oldPorts, first, ports, 0, head);
    System.arraycopy(oldPorts, 0, ports, head, first);
    first = 0;
  }

  private <T> @Nullable T[] rotated(@Nullable T[] old, int capacity, int head) {
    @Nullable T[] copy = Arrays.copyOf(old, capacity);
    System.arraycopy(old, first, copy, 0, head);
    System.arraycopy(old, 0, copy, head, first);
    return copy;
  }
}

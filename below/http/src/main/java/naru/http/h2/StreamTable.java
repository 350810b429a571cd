package naru.http.h2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The open streams by their ids, without boxes: open addressing with linear probing. */
final class StreamTable {
  private int[] ids = new int[16];
  private @Nullable Stream[] streams = new @Nullable Stream[16];
  private int size;

  int size() {
    return size;
  }

  @Nullable Stream get(int id) {
    int mask = ids.length - 1;
    for (int i = slot(id, mask); ids[i] != 0; i = i + 1 & mask) {
      if (ids[i] == id) {
        return streams[i];
      }
    }
    return null;
  }

  void put(Stream stream) {
    if (size * 2 >= ids.length) {
      grow();
    }
    insert(stream);
    size++;
  }

  private void insert(Stream stream) {
    int mask = ids.length - 1;
    int i = slot(stream.id(), mask);
    while (ids[i] != 0) {
      i = i + 1 & mask;
    }
    ids[i] = stream.id();
    streams[i] = stream;
  }

  private void grow() {
    @Nullable Stream[] before = streams;
    ids = new int[ids.length * 2];
    streams = new @Nullable Stream[ids.length];
    for (Stream s : before) {
      if (s != null) {
        insert(s);
      }
    }
  }

  /** Takes a stream out and closes the gap it leaves. */
  void remove(int id) {
    int mask = ids.length - 1;
    int i = slot(id, mask);
    while (ids[i] != id) {
      if (ids[i] == 0) {
        return;
      }
      i = i + 1 & mask;
    }
    size--;
    int gap = i;
    for (int k = i + 1 & mask; ids[k] != 0; k = k + 1 & mask) {
      int home = slot(ids[k], mask);
      if ((k - home & mask) >= (k - gap & mask)) {
        ids[gap] = ids[k];
        streams[gap] = streams[k];
        gap = k;
      }
    }
    ids[gap] = 0;
    streams[gap] = null;
  }

  /** A copy, to go over while streams come and go. */
  Stream[] all() {
    Stream[] all = new Stream[size];
    int n = 0;
    for (Stream s : streams) {
      if (s != null) {
        all[n++] = s;
      }
    }
    return n == size ? all : Arrays.copyOf(all, n);
  }

  private static int slot(int id, int mask) {
    return (id >>> 1) * 0x9e3779b1 >>> 16 & mask;
  }
}

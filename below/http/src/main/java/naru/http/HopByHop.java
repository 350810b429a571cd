package naru.http;

/**
 * What belongs to one connection only: the fields that always do, and those that a Connection field
 * names. RFC 9110 section 7.6.1.
 */
final class HopByHop {
  private static final byte[] KEEP_ALIVE = Ascii.lower("keep-alive");
  private static final byte[] CLOSE = Ascii.lower("close");

  private HopByHop() {}

  /** Takes all of it out. */
  static void remove(Fields f) {
    if (f.hasNone(Field.HOP_BY_HOP)) {
      return;
    }
    removeNamed(f);
    for (int i = 0; i < f.size(); i++) {
      int id = f.id(i);
      if ((Field.HOP_BY_HOP & Field.bit(id)) != 0 && id != Field.OTHER) {
        f.remove(i);
      }
    }
    f.forget(Field.HOP_BY_HOP);
  }

  /**
   * Takes out what the Connection fields of a request name, and them: whatever stops add on the way
   * must not be what a client has named, or it could take it out again.
   */
  static void settle(Fields f) {
    if (!f.hasNone(Field.bit(Field.CONNECTION))) {
      removeNamed(f);
      f.removeAll(Field.CONNECTION);
    }
  }

  /** Whether the client of a request lets its connection live on. RFC 9112 section 9.3. */
  static boolean keepsConnection(RequestHead head) {
    Fields f = head.fields();
    if (f.listHas(Field.CONNECTION, CLOSE)) {
      return false;
    }
    return !head.http10() || f.listHas(Field.CONNECTION, KEEP_ALIVE);
  }

  private static void removeNamed(Fields f) {
    for (int i = f.find(Field.CONNECTION); i >= 0; i = f.find(Field.CONNECTION, i + 1)) {
      removeNamed(f, i);
    }
  }

  private static void removeNamed(Fields f, int connection) {
    int at = f.valueOffset(connection);
    int length = f.valueLength(connection);
    if (Ascii.equalsLower(f.bytes(), at, length, KEEP_ALIVE)
        || Ascii.equalsLower(f.bytes(), at, length, CLOSE)) {
      return; // what stands there nearly always names no field that stays
    }
    for (String name : f.valueText(connection).split(",", -1)) {
      String n = name.trim();
      int id = Field.id(n);
      // What frames, routes or shows a loop cannot be talked away by naming it here; what belongs
      // to one connection anyway goes when the message does.
      boolean vital = id == Field.HOST || id == Field.CONTENT_LENGTH || id == Field.VIA;
      boolean hopByHop = id != Field.OTHER && (Field.HOP_BY_HOP & Field.bit(id)) != 0;
      if (!n.isEmpty() && !vital && !hopByHop) {
        f.removeAll(n);
      }
    }
  }
}

package naru.gateway.core;

import naru.http.Fields;

/**
 * Names of fields as servers of CGI, WSGI and the like read them, to whom {@code X_User} is {@code
 * X-User}: without case, and with an underscore for a hyphen.
 */
public final class Spelling {
  private Spelling() {}

  /** Takes out every field that could be taken for this one. Makes no object. */
  public static void removeAll(Fields fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.isLive(i) && fields.nameLength(i) == name.length() && begins(fields, i, name)) {
        fields.removeAll(fields.nameText(i));
      }
    }
  }

  /** Whether a field's name, which is not shorter, begins so. */
  static boolean begins(Fields fields, int i, String name) {
    byte[] b = fields.bytes();
    int offset = fields.nameOffset(i);
    for (int n = 0; n < name.length(); n++) {
      if (plain(b[offset + n]) != plain((byte) name.charAt(n))) {
        return false;
      }
    }
    return true;
  }

  private static int plain(byte c) {
    return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }
}

package naru.forward.core;

/** The Via field: which proxies a message came through. RFC 9110 section 7.6.3. */
public final class Via {
  private Via() {}

  /** Whether one of the field's members was received by this pseudonym. */
  public static boolean names(String via, String pseudonym) {
    for (String member : withoutComments(via).split(",", -1)) {
      String[] parts = member.trim().split("\\s+", -1);
      if (parts.length > 1 && parts[1].equalsIgnoreCase(pseudonym)) {
        return true;
      }
    }
    return false;
  }

  /** Comments may hold commas and, nested, more comments. */
  private static String withoutComments(String via) {
    StringBuilder out = new StringBuilder(via.length());
    int depth = 0;
    for (int i = 0; i < via.length(); i++) {
      char c = via.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (depth == 0) {
        out.append(c);
      }
    }
    return out.toString();
  }
}

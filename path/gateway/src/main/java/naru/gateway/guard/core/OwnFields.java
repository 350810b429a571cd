package naru.gateway.guard.core;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import naru.gateway.core.Spelling;
import naru.http.Fields;

/**
 * Fields in which the gateway tells an upstream who somebody is. What a client wrote into them is
 * taken out first, also in spellings with underscores, which some servers take for hyphens.
 */
public final class OwnFields {
  private OwnFields() {}

  /** Takes out whatever looks like one of them. */
  public static void forget(Fields fields, Collection<String> names) {
    for (String name : names) {
      Spelling.removeAll(fields, name);
    }
  }

  /** Adds one; what a field may not hold is percent-encoded as UTF-8. */
  public static void add(Fields fields, String name, String value) {
    fields.add(name, safe(value));
  }

  private static String safe(String value) {
    if (value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '%')) {
      return value.strip();
    }
    StringBuilder out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
      }
    }
    return out.toString().strip();
  }
}

package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import naru.base.DomainPattern;
import naru.gateway.core.regex.Regex;
import naru.http.Ascii;
import naru.http.RequestHead;

/**
 * Which hosts a condition is about where {@link HostIndex} does not know: by expression, or what
 * they must not be. On bytes; a host with capital letters costs a copy where there are expressions.
 */
final class HostTest {
  /** In lower case; a suffix with its leading dot; empty for every host. */
  private final byte[][] names;

  private final Regex[] expressions;

  private HostTest(byte[][] names, Regex[] expressions) {
    this.names = names;
    this.expressions = expressions;
  }

  static HostTest of(List<DomainPattern> hosts, List<Regex> expressions) {
    return new HostTest(
        hosts.stream().map(HostTest::bytes).toArray(byte[][]::new),
        expressions.toArray(Regex[]::new));
  }

  private static byte[] bytes(DomainPattern host) {
    String text = host.toString().toLowerCase(Locale.ROOT);
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    String key = host.isExact() ? name : name.substring(1);
    return key.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the host of a request is one of them. */
  boolean holds(RequestHead head) {
    byte[] b = head.bytes();
    int offset = head.authorityOffset();
    int length = head.hostLength();
    if (length > 2 && b[offset] == '[') {
      offset++;
      length -= 2;
    }
    if (length > 1 && b[offset + length - 1] == '.') {
      length--;
    }
    return isNamed(b, offset, length) || isCovered(b, offset, length);
  }

  private boolean isNamed(byte[] b, int offset, int length) {
    for (byte[] name : names) {
      boolean suffix = name.length == 0 || name[0] == '.';
      if (suffix ? length > name.length || name.length == 0 : length == name.length) {
        if (Ascii.equalsLower(b, offset + length - name.length, name.length, name)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isCovered(byte[] b, int offset, int length) {
    if (expressions.length == 0) {
      return false;
    }
    byte[] lower = b;
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (b[i] >= 'A' && b[i] <= 'Z') {
        lower =
            new String(b, offset, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.ISO_8859_1);
        from = 0;
        break;
      }
    }
    for (Regex expression : expressions) {
      if (expression.matches(lower, from, length)) {
        return true;
      }
    }
    return false;
  }

  /** The longer, the more specific; 0 without an expression. */
  int expressionLength() {
    int longest = 0;
    for (Regex expression : expressions) {
      longest = Math.max(longest, expression.toString().length());
    }
    return longest;
  }
}

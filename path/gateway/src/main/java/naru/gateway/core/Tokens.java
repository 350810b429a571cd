package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import naru.gateway.config.Sticky;
import naru.http.Fields;
import naru.http.RequestHead;

/**
 * The tokens by which clients keep their targets: of each target the first 96 bits of HMAC-SHA-256
 * over upstream and address, as 16 signs of base64url. Made once; looking for one makes no object.
 */
final class Tokens {
  static final int NOBODY = -1;
  private static final int BYTES = 12;

  private final Sticky sticky;
  private final byte[][] tokens;
  private final String[] told;

  Tokens(Sticky sticky, String upstream, List<Target> targets) {
    this.sticky = sticky;
    this.tokens = new byte[targets.size()][];
    this.told = new String[targets.size()];
    for (int i = 0; i < tokens.length; i++) {
      told[i] = token(sticky.key(), upstream + "\0" + targets.get(i).address());
      tokens[i] = told[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static String token(String key, String of) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(key), "HmacSHA256"));
      byte[] hash = mac.doFinal(of.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(hash, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** Whose token a request brings; {@link #NOBODY} if it brings none that is known. */
  int find(RequestHead head) {
    Fields f = head.fields();
    return switch (sticky.by()) {
      case Sticky.By.Cookie cookie -> {
        long found = Cookies.find(f, cookie.name());
        yield found == Cookies.NONE
            ? NOBODY
            : find(f.bytes(), Cookies.offset(found), Cookies.length(found));
      }
      case Sticky.By.Header header -> {
        int i = f.find(header.name());
        yield i < 0 ? NOBODY : find(f.bytes(), f.valueOffset(i), f.valueLength(i));
      }
    };
  }

  private int find(byte[] b, int offset, int length) {
    for (int i = 0; i < tokens.length; i++) {
      byte[] token = tokens[i];
      if (token.length == length
          && java.util.Arrays.equals(token, 0, length, b, offset, offset + length)) {
        return i;
      }
    }
    return NOBODY;
  }

  String of(int target) {
    return told[target];
  }
}

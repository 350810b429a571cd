package naru.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The upgrade that a request asks an HTTP/1.1 server for, and the check of its answer. RFC 9110
 * section 7.8; for WebSocket RFC 6455 sections 4.1 and 4.2.2: its key and the answer to it belong
 * to one connection, so that both are made and checked here if they do not come from the client.
 */
final class Upgrade {
  private static final byte[] NONE = {};
  private static final byte[] UPGRADE = Ascii.lower("upgrade");
  private static final String KEY = "Sec-WebSocket-Key";
  private static final String ACCEPT = "Sec-WebSocket-Accept";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final byte[] WEBSOCKET = Ascii.lower("websocket");

  private byte[] token = NONE;
  private String key = "";

  /** Nothing is asked for. */
  void none() {
    token = NONE;
  }

  /** Adds to a request what asks for the upgrade. */
  void ask(Fields f, byte[] lowerToken) {
    token = lowerToken;
    f.removeAll(Field.CONNECTION);
    f.removeAll(Field.UPGRADE);
    f.add(Field.CONNECTION, UPGRADE, 0, UPGRADE.length);
    f.add(Field.UPGRADE, lowerToken, 0, lowerToken.length);
    if (isWebSocket()) {
      key = f.text(KEY).orElse("");
      if (key.isEmpty()) {
        key = freshKey();
        f.add(KEY, key);
      }
      if (f.find("Sec-WebSocket-Version") < 0) {
        f.add("Sec-WebSocket-Version", "13");
      }
    }
  }

  private boolean isWebSocket() {
    return java.util.Arrays.equals(token, WEBSOCKET);
  }

  /** Sixteen random bytes; they need not be secret, only different: RFC 6455 section 10.3. */
  private static String freshKey() {
    byte[] nonce = new byte[16];
    ThreadLocalRandom.current().nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }

  boolean isAsked() {
    return token.length > 0;
  }

  /** What is wrong with an answer of 101; empty if it grants what was asked for. */
  String check(ResponseHead head) {
    Fields f = head.fields();
    int i = f.find(Field.UPGRADE);
    boolean granted =
        i >= 0
            && f.occurrences(Field.UPGRADE) == 1
            && f.listHas(Field.CONNECTION, UPGRADE)
            && Ascii.equalsLower(f.bytes(), f.valueOffset(i), f.valueLength(i), token);
    if (!granted) {
      return "status 101 for another protocol than the one asked for";
    }
    if (isWebSocket() && !f.text(ACCEPT).orElse("").equals(accept(key))) {
      return "the WebSocket answer does not fit the key";
    }
    return "";
  }

  /** What a server must answer to a key. RFC 6455 section 4.2.2. */
  static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

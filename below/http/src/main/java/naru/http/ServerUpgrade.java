package naru.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Another protocol on a client's HTTP/1.1 connection: what it asks for, and how it is told that it
 * gets it. RFC 9110 section 7.8; for WebSocket RFC 6455 section 4.2, whose key and answer belong to
 * this connection alone. One per connection, used again for each request.
 *
 * <p>Only {@code websocket} is known. An upgrade to anything else, or one that is not well formed,
 * is none: the request goes on as a usual one, which RFC 9110 allows every server to do.
 */
final class ServerUpgrade {
  private static final byte[] NONE = new byte[0];
  private static final byte[] UPGRADE = Ascii.lower("upgrade");
  private static final byte[] WEBSOCKET = Ascii.lower("websocket");
  private static final byte[] TRAILERS = Ascii.lower("trailers");
  private static final String KEY = "Sec-WebSocket-Key";
  private static final String ACCEPT = "Sec-WebSocket-Accept";
  private static final String VERSION = "Sec-WebSocket-Version";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_LENGTH = 24;
  private static final int KEY_BYTES = 16;

  private String key = "";

  /** Reads what a request asks for, and notes it in the head. */
  void read(RequestHead head, long framing) {
    Fields f = head.fields();
    head.setAcceptsTrailers(f.has(Field.TE) && f.listHas(Field.TE, TRAILERS));
    boolean asked = f.has(Field.UPGRADE) && f.listHas(Field.CONNECTION, UPGRADE);
    head.setUpgrade(asked && isWebSocket(head, framing) ? WEBSOCKET : NONE);
  }

  private boolean isWebSocket(RequestHead head, long framing) {
    Fields f = head.fields();
    int i = f.find(Field.UPGRADE);
    boolean named =
        f.occurrences(Field.UPGRADE) == 1
            && Ascii.equalsLower(f.bytes(), f.valueOffset(i), f.valueLength(i), WEBSOCKET);
    if (!named || head.method() != Method.GET || head.http10() || framing != Framing.NONE) {
      return false;
    }
    key = f.text(KEY).orElse("");
    return isKey(key) && f.text(VERSION).orElse("").equals("13");
  }

  private static boolean isKey(String text) {
    try {
      return text.length() == KEY_LENGTH && Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** Makes a head of status 101 say to this client that it gets what it asked for. */
  void answer(RequestHead request, Fields f) {
    byte[] token = request.upgrade();
    f.removeAll(Field.CONTENT_LENGTH);
    f.add(Field.CONNECTION, UPGRADE, 0, UPGRADE.length);
    f.add(Field.UPGRADE, token, 0, token.length);
    // A server that was asked with another key has answered that one.
    f.removeAll(ACCEPT);
    f.add(ACCEPT, accept(key));
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

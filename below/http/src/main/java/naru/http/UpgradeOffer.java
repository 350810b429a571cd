package naru.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.jspecify.annotations.Nullable;

/**
 * What a client of HTTP/1.1 asks to go on with instead, and the fields that grant it. RFC 9110
 * section 7.8, RFC 6455 section 4.2. Only WebSocket is let through; other offers, {@code h2c} among
 * them (RFC 9113 section 3.1), are as if they were not there.
 */
final class UpgradeOffer {
  static final byte[] WEBSOCKET = Ascii.lower("websocket");

  private static final byte[] UPGRADE = Ascii.lower("upgrade");
  private static final String KEY = "Sec-WebSocket-Key";
  private static final String ACCEPT = "Sec-WebSocket-Accept";
  private static final String VERSION = "Sec-WebSocket-Version";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private UpgradeOffer() {}

  /** Looks at a request that has an Upgrade field; null, or why it cannot be served. */
  static @Nullable Failure read(RequestHead head) {
    Fields f = head.fields();
    boolean asked =
        !head.http10()
            && head.method() == Method.GET
            && f.listHas(Field.CONNECTION, UPGRADE)
            && f.listHas(Field.UPGRADE, WEBSOCKET);
    if (!asked) {
      return null;
    }
    if (Framing.of(head) != Framing.NONE) {
      return fault(Code.REQUEST_UPGRADE, "a request for an upgrade has a body");
    }
    int version = f.find(VERSION);
    if (version < 0 || !f.valueText(version).equals("13")) {
      return fault(Code.REQUEST_UPGRADE_VERSION, "only version 13 of WebSocket is spoken");
    }
    int key = f.find(KEY);
    if (key < 0 || !isKey(f.valueText(key)) || f.entries().stream().filter(UpgradeOffer::isKeyField).count() > 1) {
      return fault(Code.REQUEST_UPGRADE, KEY + " is not 16 bytes in base64");
    }
    head.upgrade = WEBSOCKET;
    return null;
  }

  private static boolean isKeyField(Map.Entry<String, String> field) {
    return field.getKey().equalsIgnoreCase(KEY);
  }

  private static boolean isKey(String text) {
    try {
      return text.length() == 24 && Base64.getDecoder().decode(text).length == 16;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static Failure fault(Code code, String detail) {
    return Failure.of(code, Side.CLIENT, detail);
  }

  /** What a refusal tells of what would be granted. RFC 6455 section 4.4. */
  static List<Map.Entry<String, String>> wanted(Failure failure) {
    return failure.code() == Code.REQUEST_UPGRADE_VERSION
        ? List.of(Map.entry(VERSION, "13"))
        : List.of();
  }

  /** Adds to a head of 101 what belongs to this connection. */
  static void grant(RequestHead request, Fields f) {
    byte[] token = request.upgrade();
    f.add(Field.CONNECTION, UPGRADE, 0, UPGRADE.length);
    f.add(Field.UPGRADE, token, 0, token.length);
    if (Arrays.equals(token, WEBSOCKET) && f.find(ACCEPT) < 0) {
      f.add(ACCEPT, accept(request.fields().text(KEY).orElse("")));
    }
  }

  /** Adds to a head of 426 what would be granted. RFC 9110 section 15.5.22. */
  static void demand(Fields f) {
    f.add(Field.CONNECTION, UPGRADE, 0, UPGRADE.length);
    f.add(Field.UPGRADE, WEBSOCKET, 0, WEBSOCKET.length);
  }

  /** The answer to a key. RFC 6455 section 4.2.2. */
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

package naru.gateway.guard;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import naru.gateway.guard.config.LimitBy;
import naru.gateway.guard.core.KeyedHash;
import naru.http.Fields;
import naru.http.RequestHead;

/**
 * Whose count a request belongs to.
 *
 * @param text as the trace shows it; a hash where the key may be a secret
 */
record LimitKey(long hash, String text) {
  private static final int PREFIX_BYTES = 8;
  private static final LimitKey ALL = new LimitKey(1, "");

  static LimitKey of(
      LimitBy by, KeyedHash hash, RequestHead head, InetAddress client, String consumer) {
    return switch (by) {
      case LimitBy.Route _ -> ALL;
      case LimitBy.Client _ -> ofClient(hash, client);
      case LimitBy.Header h -> ofHeader(hash, head.fields(), h.name());
      case LimitBy.Consumer _ ->
          consumer.isEmpty()
              ? ofClient(hash, client)
              : new LimitKey(hash.of(consumer.getBytes(StandardCharsets.UTF_8)), consumer);
    };
  }

  private static LimitKey ofClient(KeyedHash hash, InetAddress client) {
    byte[] address = client.getAddress();
    boolean v6 = address.length > PREFIX_BYTES;
    byte[] key = v6 ? Arrays.copyOf(address, PREFIX_BYTES) : address;
    return new LimitKey(hash.of(key), client.getHostAddress() + (v6 ? "/64" : ""));
  }

  private static LimitKey ofHeader(KeyedHash hash, Fields fields, String name) {
    int i = fields.find(name);
    if (i < 0) {
      return new LimitKey(2, "-");
    }
    long h = hash.of(fields.bytes(), fields.valueOffset(i), fields.valueLength(i));
    return new LimitKey(h, "#" + Long.toHexString(h));
  }
}

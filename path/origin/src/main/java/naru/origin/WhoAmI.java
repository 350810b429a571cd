package naru.origin;

import naru.http.Exchange;
import naru.origin.core.Answer;
import naru.transport.Addresses;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a server sees of who asks: {@code /whoami}. Behind a proxy that is not the client. */
final class WhoAmI {
  private static final JsonMapper JSON = new JsonMapper();

  private WhoAmI() {}

  static Answer of(Exchange x) {
    ObjectNode root = JSON.createObjectNode();
    root.put("remote", Addresses.text(x.client().remote()));
    root.put("scheme", x.scheme());
    root.put("method", x.request().methodText());
    root.put("authority", x.request().authority());
    root.put("path", x.request().path());
    var fields = root.putArray("fields");
    x.request()
        .fields()
        .entries()
        .forEach(e -> fields.addObject().put("name", e.getKey()).put("value", e.getValue()));
    return Answer.of(200, "application/json", JSON.writeValueAsBytes(root))
        .with("Cache-Control", "no-store");
  }
}

package naru.gateway.guard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.gateway.guard.config.ApiKeys;
import naru.gateway.guard.core.Query;
import naru.http.Fields;
import naru.http.RequestHead;

/**
 * Keys of consumers, found by their SHA-256: how long that takes tells nothing of a key, as nobody
 * can choose a hash. A key is a long random text, so a fast hash is enough.
 */
final class KeyScheme implements Proof.Scheme {
  private final ApiKeys config;

  KeyScheme(ApiKeys config) {
    this.config = config;
  }

  @Override
  public String word() {
    return "key";
  }

  /** Every key that the request shows: of several, one would be checked and another believed. */
  private List<String> keys(RequestHead head) {
    List<String> all = new ArrayList<>();
    config
        .header()
        .ifPresent(
            name -> {
              Fields fields = head.fields();
              for (int i = fields.find(name); i >= 0; i = fields.find(name, i + 1)) {
                all.add(fields.valueText(i));
              }
            });
    config.query().ifPresent(name -> all.addAll(Query.values(head.query(), name)));
    return all;
  }

  @Override
  public boolean isTried(RequestHead head) {
    return !keys(head).isEmpty();
  }

  @Override
  public Proof.Attempt attempt(RequestHead head, long now, long wallSeconds) {
    List<String> keys = keys(head);
    if (keys.size() > 1) {
      return bad("more than one key was given");
    }
    String consumer = config.consumers().get(hash(keys.getFirst()));
    if (consumer == null) {
      return bad("the key is unknown");
    }
    Map<String, String> fields =
        config.consumerHeader().map(name -> Map.of(name, consumer)).orElse(Map.of());
    return new Proof.Attempt.Known(new Proof.Good(word(), consumer, false, fields, config.place()));
  }

  private Proof.Attempt bad(String why) {
    return new Proof.Attempt.Known(new Proof.Bad(word(), Code.AUTH_KEY, why, config.place()));
  }

  /** SHA-256 in lower-case hex. */
  static String hash(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void strip(RequestHead head) {
    if (config.keep()) {
      return;
    }
    config.header().ifPresent(head.fields()::removeAll);
    config
        .query()
        .filter(name -> Query.value(head.query(), name).isPresent())
        .ifPresent(name -> head.setPath(Query.without(head.path(), name)));
  }

  @Override
  public List<String> ownFields() {
    return config.consumerHeader().map(List::of).orElse(List.of());
  }

  @Override
  public String challenge(boolean wasTried) {
    return "";
  }
}

package naru.origin.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Instant;
import naru.base.Metrics;
import naru.origin.core.Answer;
import naru.origin.core.Asking;
import naru.origin.core.Part;
import naru.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API on a real store, asked without a network. */
final class Shop implements AutoCloseable {
  static final String JSON = "application/json";
  static final String PATCH = "application/merge-patch+json";
  static final String LAMP = "{\"name\":{\"en\":\"Lamp\"},\"category\":\"boats\",\"price\":100}";

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Store store;
  private final ProductApi api;
  private int nextId;
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  Shop(Path directory) {
    store = Store.open(directory, new Metrics());
    api = ProductApi.of(store, () -> "new" + ++nextId);
  }

  /** Asks; every question is a second later than the one before. */
  Answer ask(String method, String target, String content, String... fields) {
    now = now.plusSeconds(1);
    return api.answer(Asking.ask(method, target, fields), content.getBytes(UTF_8), now).answer();
  }

  Answer get(String target, String... fields) {
    return ask("GET", target, "", fields);
  }

  String etag(String target) {
    return get(target).field("ETag").orElseThrow();
  }

  /** Adds products until there are so many. */
  void fill(long count) {
    store.write(
        tx ->
            tx.update(
                "WITH RECURSIVE n(i) AS (SELECT (SELECT count(*) FROM origin_product) + 1"
                    + " UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                    + " INSERT INTO origin_product (id, version, name_en, name_ko, description,"
                    + " category, price, stock, created, updated)"
                    + " SELECT 'f' || i, 1, 'x', '', '', 'boats', 1, 1, 0, 0 FROM n",
                count));
  }

  static String text(Answer answer) {
    StringBuilder text = new StringBuilder();
    for (Part part : answer.body()) {
      Part.Bytes bytes = (Part.Bytes) part;
      text.append(new String(bytes.array(), bytes.offset(), bytes.count(), UTF_8));
    }
    return text.toString();
  }

  static JsonNode json(Answer answer) {
    return MAPPER.readTree(text(answer));
  }

  @Override
  public void close() {
    store.close();
  }
}

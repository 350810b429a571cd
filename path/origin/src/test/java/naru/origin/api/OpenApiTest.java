package naru.origin.api;

import static naru.origin.api.Shop.JSON;
import static naru.origin.api.Shop.LAMP;
import static naru.origin.api.Shop.PATCH;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import naru.origin.core.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document against what the API really does. */
final class OpenApiTest {
  /** Codes that the stop answers, not the API itself: content too long, limit reached. */
  private static final Set<String> OF_THE_STOP = Set.of("413", "503");

  /** A request and the response that the document must list for it. */
  private record Case(
      String operation,
      int status,
      String method,
      String target,
      String content,
      String... fields) {}

  private static final List<Case> CASES =
      List.of(
          new Case("listProducts", 200, "GET", "/api/products?pageSize=2", ""),
          new Case("listProducts", 304, "GET", "/api/products", "", "If-None-Match", "*"),
          new Case("listProducts", 400, "GET", "/api/products?pageSize=x", ""),
          new Case("listProducts", 406, "GET", "/api/products", "", "Accept", "text/html"),
          new Case("listProducts", 412, "GET", "/api/products", "", "If-Match", "\"x\""),
          new Case("createProduct", 201, "POST", "/api/products", LAMP, "Content-Type", JSON),
          new Case("createProduct", 400, "POST", "/api/products", "{", "Content-Type", JSON),
          new Case("createProduct", 406, "POST", "/api/products", LAMP, "Accept", "a/b"),
          new Case("createProduct", 415, "POST", "/api/products", LAMP),
          new Case("createProduct", 422, "POST", "/api/products", "{}", "Content-Type", JSON),
          new Case("getProduct", 200, "GET", "/api/products/oar", ""),
          new Case("getProduct", 304, "GET", "/api/products/oar", "", "If-None-Match", "*"),
          new Case("getProduct", 404, "GET", "/api/products/none", ""),
          new Case("getProduct", 406, "GET", "/api/products/oar", "", "Accept", "a/b"),
          new Case("getProduct", 412, "GET", "/api/products/oar", "", "If-Match", "\"x\""),
          new Case(
              "replaceProduct",
              200,
              "PUT",
              "/api/products/oar",
              LAMP,
              "Content-Type",
              JSON,
              "If-Match",
              "*"),
          new Case(
              "replaceProduct",
              201,
              "PUT",
              "/api/products/lamp",
              LAMP,
              "Content-Type",
              JSON,
              "If-None-Match",
              "*"),
          new Case(
              "replaceProduct",
              400,
              "PUT",
              "/api/products/oar",
              "{",
              "Content-Type",
              JSON,
              "If-Match",
              "*"),
          new Case("replaceProduct", 406, "PUT", "/api/products/oar", LAMP, "Accept", "a/b"),
          new Case(
              "replaceProduct",
              412,
              "PUT",
              "/api/products/oar",
              LAMP,
              "Content-Type",
              JSON,
              "If-Match",
              "\"x\""),
          new Case("replaceProduct", 415, "PUT", "/api/products/oar", LAMP),
          new Case(
              "replaceProduct",
              422,
              "PUT",
              "/api/products/oar",
              "{}",
              "Content-Type",
              JSON,
              "If-Match",
              "*"),
          new Case("replaceProduct", 428, "PUT", "/api/products/oar", LAMP, "Content-Type", JSON),
          new Case(
              "patchProduct",
              200,
              "PATCH",
              "/api/products/oar",
              "{\"stock\":1}",
              "Content-Type",
              PATCH,
              "If-Match",
              "*"),
          new Case(
              "patchProduct",
              400,
              "PATCH",
              "/api/products/oar",
              "{",
              "Content-Type",
              PATCH,
              "If-Match",
              "*"),
          new Case("patchProduct", 404, "PATCH", "/api/products/none", "{}", "Content-Type", PATCH),
          new Case("patchProduct", 406, "PATCH", "/api/products/oar", "{}", "Accept", "a/b"),
          new Case(
              "patchProduct",
              412,
              "PATCH",
              "/api/products/oar",
              "{}",
              "Content-Type",
              PATCH,
              "If-Match",
              "\"x\""),
          new Case("patchProduct", 415, "PATCH", "/api/products/oar", "{}", "Content-Type", JSON),
          new Case(
              "patchProduct",
              422,
              "PATCH",
              "/api/products/oar",
              "{\"price\":\"1\"}",
              "Content-Type",
              PATCH,
              "If-Match",
              "*"),
          new Case("patchProduct", 428, "PATCH", "/api/products/oar", "{}", "Content-Type", PATCH),
          new Case("deleteProduct", 204, "DELETE", "/api/products/river-map", "", "If-Match", "*"),
          new Case("deleteProduct", 404, "DELETE", "/api/products/none", ""),
          new Case("deleteProduct", 406, "DELETE", "/api/products/oar", "", "Accept", "a/b"),
          new Case("deleteProduct", 412, "DELETE", "/api/products/oar", "", "If-Match", "\"x\""),
          new Case("deleteProduct", 428, "DELETE", "/api/products/oar", ""),
          new Case("getOpenapi", 200, "GET", "/api/openapi.json", ""),
          new Case("getOpenapi", 304, "GET", "/api/openapi.json", "", "If-None-Match", "*"),
          new Case("getOpenapi", 406, "GET", "/api/openapi.json", "", "Accept", "a/b"),
          new Case("getOpenapi", 412, "GET", "/api/openapi.json", "", "If-Match", "\"x\""));

  @TempDir Path directory;

  @Test
  void everyListedResponseHappensAsListed() {
    try (Shop shop = new Shop(directory)) {
      JsonNode document = Shop.json(shop.get("/api/openapi.json"));
      for (Case c : CASES) {
        Answer answer = shop.ask(c.method(), c.target(), c.content(), c.fields());
        assertThat(answer.status()).as(c.toString()).isEqualTo(c.status());
        check(document, c, answer);
      }
    }
  }

  @Test
  void everyOperationAndResponseHasACase() {
    try (Shop shop = new Shop(directory)) {
      Set<String> listed = new TreeSet<>();
      for (JsonNode path : Shop.json(shop.get("/api/openapi.json")).get("paths")) {
        for (JsonNode operation : path) {
          if (operation.has("operationId")) {
            operation.get("responses").propertyNames().stream()
                .filter(status -> !OF_THE_STOP.contains(status))
                .forEach(s -> listed.add(operation.get("operationId").stringValue() + " " + s));
          }
        }
      }
      Set<String> tried = new TreeSet<>();
      CASES.forEach(c -> tried.add(c.operation() + " " + c.status()));
      assertThat(listed).isEqualTo(tried);
    }
  }

  @Test
  void theDocumentNamesExactlyTheOperationsThatExist() {
    try (Shop shop = new Shop(directory)) {
      List<String> ids = new ArrayList<>();
      Shop.json(shop.get("/api/openapi.json"))
          .findValues("operationId")
          .forEach(id -> ids.add(id.stringValue()));
      assertThat(ids)
          .containsExactlyInAnyOrder(
              java.util.Arrays.stream(Operation.values())
                  .map(Operation::id)
                  .toArray(String[]::new));
    }
  }

  private static void check(JsonNode document, Case c, Answer answer) {
    JsonNode operation = operation(document, c.operation());
    JsonNode response = resolved(document, operation.at("/responses/" + c.status()));
    assertThat(response.isMissingNode()).as("listed: " + c).isFalse();
    if (response.has("content")) {
      String type = response.get("content").propertyNames().iterator().next();
      assertThat(answer.field("Content-Type")).as(c.toString()).contains(type);
      JsonNode schema = response.get("content").get(type).get("schema");
      assertThat(Schema.flaws(document, schema, Shop.json(answer))).as(c.toString()).isEmpty();
    } else {
      assertThat(answer.body()).as(c.toString()).isEmpty();
    }
    response
        .path("headers")
        .propertyNames()
        .forEach(name -> assertThat(answer.field(name)).as(c + " " + name).isPresent());
  }

  private static JsonNode operation(JsonNode document, String id) {
    for (JsonNode path : document.get("paths")) {
      for (JsonNode operation : path) {
        if (operation.path("operationId").asString("").equals(id)) {
          return operation;
        }
      }
    }
    throw new AssertionError("the document has no " + id);
  }

  static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").stringValue().substring(1)) : node;
  }
}

package naru.origin.api;

import static naru.origin.api.Shop.JSON;
import static naru.origin.api.Shop.LAMP;
import static naru.origin.api.Shop.PATCH;
import static naru.origin.api.Shop.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.origin.core.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ProductApiTest {
  @TempDir Path directory;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(directory);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theLifeOfAProduct() {
    Answer created = shop.ask("POST", "/api/products", LAMP, "Content-Type", JSON);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.field("Location")).contains("/api/products/new1");
    String first = created.field("ETag").orElseThrow();

    Answer got = shop.get("/api/products/new1");
    assertThat(got.field("ETag")).contains(first);
    assertThat(got.field("Cache-Control")).contains("max-age=0, must-revalidate");
    assertThat(json(got)).isEqualTo(json(created));
    assertThat(shop.get("/api/products/new1", "If-None-Match", first).status()).isEqualTo(304);

    Answer patched = patch("new1", "{\"price\":250,\"name\":{\"ko\":\"등불\"}}", "If-Match", first);
    assertThat(patched.status()).isEqualTo(200);
    assertThat(json(patched).at("/name/en").stringValue()).isEqualTo("Lamp");
    assertThat(json(patched).at("/name/ko").stringValue()).isEqualTo("등불");
    assertThat(json(patched).get("price").intValue()).isEqualTo(250);
    assertThat(json(patched).get("created")).isEqualTo(json(created).get("created"));
    assertThat(json(patched).get("updated")).isNotEqualTo(json(created).get("updated"));

    Answer late = put("new1", LAMP, "If-Match", first);
    assertThat(late.status()).as("somebody changed it meanwhile").isEqualTo(412);
    String second = patched.field("ETag").orElseThrow();
    assertThat(put("new1", LAMP, "If-Match", second).status()).isEqualTo(200);

    assertThat(shop.ask("DELETE", "/api/products/new1", "", "If-Match", second).status())
        .isEqualTo(412);
    String third = shop.etag("/api/products/new1");
    assertThat(shop.ask("DELETE", "/api/products/new1", "", "If-Match", third).status())
        .isEqualTo(204);
    assertThat(shop.get("/api/products/new1").status()).isEqualTo(404);
  }

  @Test
  void rfc6585_section3_changesNeedACondition() {
    assertThat(put("oar", LAMP).status()).isEqualTo(428);
    assertThat(patch("oar", "{}").status()).isEqualTo(428);
    assertThat(shop.ask("DELETE", "/api/products/oar", "").status()).isEqualTo(428);
    assertThat(shop.ask("DELETE", "/api/products/none", "").status()).isEqualTo(404);
  }

  @Test
  void rfc9110_section13_1_2_putWithIfNoneMatchOnlyCreates() {
    assertThat(put("lamp", LAMP, "If-None-Match", "*").status()).isEqualTo(201);
    assertThat(put("lamp", LAMP, "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(put("other", LAMP, "If-Match", "*").status()).isEqualTo(412);
  }

  @Test
  void aTagIsNeverUsedAgain() {
    put("lamp", LAMP, "If-None-Match", "*");
    String old = shop.etag("/api/products/lamp");
    shop.ask("DELETE", "/api/products/lamp", "", "If-Match", old);
    put("lamp", LAMP, "If-None-Match", "*");
    assertThat(put("lamp", LAMP, "If-Match", old).status()).isEqualTo(412);
  }

  @Test
  void everyFlawIsToldAtOnce() {
    Answer answer =
        shop.ask(
            "POST",
            "/api/products",
            "{\"name\":{\"ko\":5,\"fr\":\"x\"},\"category\":\"Not Good\",\"price\":-1,"
                + "\"stock\":1.5,\"id\":\"mine\",\"a/b\":0}",
            "Content-Type",
            "application/json; charset=utf-8");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.field("Content-Type")).contains("application/problem+json");
    JsonNode problem = json(answer);
    assertThat(problem.get("type").stringValue()).isEqualTo("urn:naru:problem:N1714");
    assertThat(problem.get("code").stringValue()).isEqualTo("N1714");
    assertThat(problem.get("traceId").stringValue()).isEqualTo("00000000000012340000000000005678");
    assertThat(problem.get("errors").valueStream().map(e -> e.get("pointer").stringValue()))
        .containsExactlyInAnyOrder(
            "#/id",
            "#/a~1b",
            "#/name/fr",
            "#/name/en",
            "#/name/ko",
            "#/category",
            "#/price",
            "#/stock");
  }

  @Test
  void malformedJsonIsToldWithItsPlace() {
    Answer answer = shop.ask("POST", "/api/products", "{\n  \"name\": }", "Content-Type", JSON);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(json(answer).get("detail").stringValue()).contains("line 2, column 11");
    for (String content :
        List.of("", "{} {}", "{\"a\":1,\"a\":2}", "[".repeat(17) + "]".repeat(17), "nul")) {
      assertThat(shop.ask("POST", "/api/products", content, "Content-Type", JSON).status())
          .as(content)
          .isEqualTo(400);
    }
    assertThat(shop.ask("POST", "/api/products", "[]", "Content-Type", JSON).status())
        .isEqualTo(422);
  }

  @Test
  void rfc7396_aPatchThatBreaksTheProductIsRefused() {
    String tag = shop.etag("/api/products/oar");
    Answer answer = patch("oar", "{\"price\":null}", "If-Match", tag);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(json(answer).at("/errors/0/pointer").stringValue()).isEqualTo("#/price");
    assertThat(shop.etag("/api/products/oar")).isEqualTo(tag);
  }

  @Test
  void rfc9110_section15_5_refusalsSayWhatWouldDo() {
    Answer media = shop.ask("POST", "/api/products", LAMP, "Content-Type", "text/plain");
    assertThat(media.status()).isEqualTo(415);
    assertThat(media.field("Accept")).contains(JSON);
    Answer patch = shop.ask("PATCH", "/api/products/oar", "{}", "Content-Type", JSON);
    assertThat(patch.status()).isEqualTo(415);
    assertThat(patch.field("Accept-Patch")).contains(PATCH);
    Answer method = shop.ask("DELETE", "/api/products", "");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.field("Allow")).contains("GET, HEAD, POST, OPTIONS");
    assertThat(shop.get("/api/products", "Accept", "text/html").status()).isEqualTo(406);
    assertThat(shop.get("/api/").status()).isEqualTo(404);
    assertThat(shop.get("/api/products/NO").status()).isEqualTo(404);
    Answer options = shop.ask("OPTIONS", "/api/products/oar", "");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.field("Allow")).contains("GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
  }

  @Test
  void rfc9110_section9_3_2_headIsGetWithoutContent() {
    Answer get = shop.get("/api/products/oar");
    Answer head = shop.ask("HEAD", "/api/products/oar", "");
    assertThat(head.fields()).isEqualTo(get.fields());
    assertThat(head.length()).isEqualTo(get.length());
    assertThat(head.body()).isEmpty();
  }

  @Test
  void listsAreFilteredAndSorted() {
    assertThat(ids("/api/products?category=kitchen&sort=-price"))
        .containsExactly("teapot", "tea-bowl", "barley-tea");
    assertThat(ids("/api/products?q=TEA&sort=price"))
        .containsExactly("barley-tea", "tea-bowl", "teapot");
    assertThat(ids("/api/products?q=%EC%A7%80%EB%8F%84")).containsExactly("river-map");
    assertThat(ids("/api/products?minPrice=40000&maxPrice=60000&sort=name"))
        .containsExactly("brass-lantern", "ink-stone");
    assertThat(ids("/api/products?q=%25")).as("no wildcard").isEmpty();
    assertThat(ids("/api/products?pageSize=100")).hasSize(12);
  }

  @Test
  void aListHasATagOfItsContent() {
    String tag = shop.etag("/api/products");
    assertThat(shop.get("/api/products", "If-None-Match", tag).status()).isEqualTo(304);
    shop.ask("POST", "/api/products", LAMP, "Content-Type", JSON);
    assertThat(shop.get("/api/products", "If-None-Match", tag).status()).isEqualTo(200);
  }

  @Test
  void pagesNeitherRepeatNorSkipWhileProductsComeAndGo() {
    for (String sort : List.of("created", "-created", "name", "-name", "price", "-price")) {
      List<String> before = ids("/api/products?pageSize=100&sort=" + sort);
      List<String> seen = new ArrayList<>();
      String next = "/api/products?pageSize=3&sort=" + sort;
      int page = 0;
      while (!next.isEmpty()) {
        Answer answer = shop.get(next);
        json(answer).get("items").forEach(i -> seen.add(i.get("id").stringValue()));
        put("x" + sort.replace("-", "d") + page, LAMP, "If-None-Match", "*");
        page++;
        next = answer.field("Link").map(link -> link.substring(1, link.indexOf('>'))).orElse("");
      }
      assertThat(seen).as(sort).doesNotHaveDuplicates();
      assertThat(seen.stream().filter(before::contains)).as(sort).isEqualTo(before);
    }
  }

  @Test
  void aTokenBelongsToItsList() {
    String token = json(shop.get("/api/products?pageSize=2")).get("nextPageToken").stringValue();
    assertThat(shop.get("/api/products?pageSize=5&pageToken=" + token).status()).isEqualTo(200);
    for (String other : List.of("&sort=name", "&q=a", "x")) {
      Answer answer = shop.get("/api/products?pageToken=" + token + other);
      assertThat(answer.status()).as(other).isEqualTo(400);
      assertThat(json(answer).at("/errors/0/pointer").stringValue()).isEqualTo("?pageToken");
    }
  }

  @Test
  void everyFlawOfAQueryIsTold() {
    Answer answer =
        shop.get("/api/products?pageSize=0&sort=best&minPrice=9&maxPrice=3&page=1&category=A");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(json(answer).get("errors").valueStream().map(e -> e.get("pointer").stringValue()))
        .containsExactlyInAnyOrder("?pageSize", "?sort", "?minPrice", "?page", "?category");
    assertThat(shop.get("/api/products?q=a&q=b").status()).isEqualTo(400);
    assertThat(shop.get("/api/products?q=%zz").status()).isEqualTo(400);
    assertThat(shop.get("/api/products?q=%ff").status()).isEqualTo(400);
  }

  @Test
  void dataSurvivesARestart() {
    put("lamp", LAMP, "If-None-Match", "*");
    shop.ask("DELETE", "/api/products/oar", "", "If-Match", shop.etag("/api/products/oar"));
    String tag = shop.etag("/api/products/lamp");
    shop.close();
    shop = new Shop(directory);
    assertThat(shop.etag("/api/products/lamp")).isEqualTo(tag);
    assertThat(shop.get("/api/products/oar").status()).as("stays deleted").isEqualTo(404);
    assertThat(ids("/api/products?pageSize=100")).hasSize(12);
  }

  @Test
  void theStoresTroubleIsAProblemThatNamesNoFile() {
    shop.close();
    Answer answer = shop.get("/api/products");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(Shop.text(answer)).contains("N1902").doesNotContain(directory.toString());
  }

  @Test
  void thereIsAnEndToProducts() {
    shop.fill(Products.MOST);
    Answer answer = put("lamp", LAMP, "If-None-Match", "*");
    assertThat(answer.status()).isEqualTo(507);
    assertThat(put("oar", LAMP, "If-Match", "*").status()).as("old ones change").isEqualTo(200);
  }

  private Answer put(String id, String content, String... condition) {
    return shop.ask("PUT", "/api/products/" + id, content, typed(JSON, condition));
  }

  private Answer patch(String id, String content, String... condition) {
    return shop.ask("PATCH", "/api/products/" + id, content, typed(PATCH, condition));
  }

  private static String[] typed(String type, String... condition) {
    List<String> fields = new ArrayList<>(List.of("Content-Type", type));
    fields.addAll(List.of(condition));
    return fields.toArray(String[]::new);
  }

  private List<String> ids(String target) {
    Answer answer = shop.get(target);
    assertThat(answer.status()).as(target).isEqualTo(200);
    return json(answer).get("items").valueStream().map(i -> i.get("id").stringValue()).toList();
  }
}

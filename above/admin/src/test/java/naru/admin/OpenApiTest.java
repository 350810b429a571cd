package naru.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document says of every operation what the program does, and of no other. */
final class OpenApiTest {
  private final String text = Desk.resource("openapi.json");
  private final JsonNode document = LiveAdmin.JSON.readTree(text);

  @Test
  void theSameOperationsWithTheSameParametersAndAccess() {
    Map<String, String> documented = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        documented.put(
            method.getValue().path("operationId").asString(""),
            method.getKey() + " " + path.getKey() + " " + parameters(method.getValue()));
      }
    }
    Map<String, String> known = new TreeMap<>();
    for (Operation o : Operation.values()) {
      String method = o.method().name().toLowerCase(Locale.ROOT);
      known.put(o.id(), method + " " + o.path() + " " + new TreeSet<>(o.parameters()));
    }
    assertThat(documented).isEqualTo(known);
  }

  private static Set<String> parameters(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode p : operation.path("parameters")) {
      if (p.path("in").asString("").equals("query")) {
        names.add(p.path("name").asString(""));
      }
    }
    return names;
  }

  @Test
  void publicOperationsNeedNoTokenThere() {
    for (Operation o : Operation.values()) {
      String method = o.method().name().toLowerCase(Locale.ROOT);
      JsonNode operation = document.path("paths").path(o.path()).path(method);
      assertThat(operation.has("security")).as(o.id()).isEqualTo(o.isPublic());
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    Pattern.compile("\"\\$ref\"\\s*:\\s*\"#([^\"]+)\"")
        .matcher(text)
        .results()
        .forEach(r -> references.add(r.group(1)));
    assertThat(references)
        .hasSizeGreaterThan(20)
        .allSatisfy(r -> assertThat(document.at(r).isMissingNode()).as(r).isFalse());
  }
}

package naru.origin.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the API can do; the ids are those of the OpenAPI document. */
enum Operation {
  LIST("listProducts", Target.Kind.PRODUCTS, "GET"),
  CREATE("createProduct", Target.Kind.PRODUCTS, "POST"),
  GET("getProduct", Target.Kind.PRODUCT, "GET"),
  REPLACE("replaceProduct", Target.Kind.PRODUCT, "PUT"),
  PATCH("patchProduct", Target.Kind.PRODUCT, "PATCH"),
  DELETE("deleteProduct", Target.Kind.PRODUCT, "DELETE"),
  DESCRIBE("getOpenapi", Target.Kind.DOCUMENT, "GET");

  static final String JSON = "application/json";
  static final String MERGE_PATCH = "application/merge-patch+json";

  private final String id;
  private final Target.Kind kind;
  private final String method;

  Operation(String id, Target.Kind kind, String method) {
    this.id = id;
    this.kind = kind;
    this.method = method;
  }

  /** The operation of a method on a target; HEAD is GET. */
  static Optional<Operation> of(Target.Kind kind, String method) {
    String asked = method.equals("HEAD") ? "GET" : method;
    return Arrays.stream(values())
        .filter(o -> o.kind == kind && o.method.equals(asked))
        .findFirst();
  }

  /** The value of Allow for a target. */
  static String allow(Target.Kind kind) {
    String own =
        Arrays.stream(values())
            .filter(o -> o.kind == kind)
            .map(o -> o.method)
            .collect(Collectors.joining(", "));
    return own.replace("GET", "GET, HEAD") + ", OPTIONS";
  }

  /** OpenAPI's operationId. */
  String id() {
    return id;
  }

  /** The media types of the content it needs; empty if it needs none. */
  List<String> contentTypes() {
    return switch (this) {
      case CREATE, REPLACE -> List.of(JSON);
      case PATCH -> List.of(MERGE_PATCH);
      case LIST, GET, DELETE, DESCRIBE -> List.of();
    };
  }
}

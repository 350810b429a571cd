package naru.origin.api;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Products as JSON. */
final class ProductJson {
  private static final JsonMapper JSON = new JsonMapper();

  private ProductJson() {}

  static byte[] bytes(Product product) {
    return JSON.writeValueAsBytes(of(product));
  }

  static byte[] bytes(List<Product> products, Optional<String> nextPageToken) {
    ObjectNode root = JSON.createObjectNode();
    var items = root.putArray("items");
    products.forEach(p -> items.add(of(p)));
    nextPageToken.ifPresent(token -> root.put("nextPageToken", token));
    return JSON.writeValueAsBytes(root);
  }

  static ObjectNode of(Product product) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", product.id());
    root.setAll(of(product.draft()));
    root.put("created", product.created().toString());
    root.put("updated", product.updated().toString());
    return root;
  }

  /** What a merge patch changes: only what clients may write. */
  static ObjectNode of(ProductDraft draft) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode name = root.putObject("name").put("en", draft.nameEn());
    if (!draft.nameKo().isEmpty()) {
      name.put("ko", draft.nameKo());
    }
    if (!draft.description().isEmpty()) {
      root.put("description", draft.description());
    }
    return root.put("category", draft.category())
        .put("price", draft.price())
        .put("stock", draft.stock());
  }
}

package naru.origin.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import naru.base.Code;
import naru.origin.api.Products.Shelf;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.Conditions;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Problem;
import naru.origin.core.Reading;
import naru.origin.core.Validators;
import tools.jackson.databind.JsonNode;

/**
 * The operations that change something. Each looks at the conditions and changes within one
 * transaction, so of two clients that saw the same state only one succeeds.
 *
 * <p>Order of refusals: 404, 428, 412, then what is wrong with the content (RFC 9110 section
 * 13.2.1).
 */
final class ProductWrites {
  private final Products products;
  private final Supplier<String> ids;

  ProductWrites(Products products, Supplier<String> ids) {
    this.products = products;
    this.ids = ids;
  }

  Answer create(Ask ask, byte[] content, Instant now) {
    return withJson(
        ask,
        content,
        json ->
            withDraft(
                ask,
                json,
                draft -> products.change(shelf -> added(shelf, ids.get(), draft, ask, now))));
  }

  Answer replace(String id, Ask ask, byte[] content, Instant now) {
    return products.change(
        shelf -> {
          Optional<Product> old = shelf.find(id);
          Optional<Problem> refusal = refusal(ask, old, now, true);
          if (refusal.isPresent()) {
            return refusal.get().answer(ask);
          }
          return withJson(
              ask,
              content,
              json ->
                  withDraft(
                      ask,
                      json,
                      draft ->
                          old.isEmpty()
                              ? added(shelf, id, draft, ask, now)
                              : changed(shelf.set(old.get(), draft, now))));
        });
  }

  Answer patch(String id, Ask ask, byte[] content, Instant now) {
    return existing(
        id,
        ask,
        now,
        (shelf, old) -> {
          JsonNode before = ProductJson.of(old.draft());
          return withJson(
              ask,
              content,
              patch ->
                  withDraft(
                      ask,
                      MergePatch.apply(before, patch),
                      draft -> changed(shelf.set(old, draft, now))));
        });
  }

  Answer delete(String id, Ask ask, Instant now) {
    return existing(
        id,
        ask,
        now,
        (shelf, old) -> {
          shelf.remove(old);
          return Answer.withoutContent(204, List.of());
        });
  }

  /** A change to a product that is there, unless the conditions refuse it. */
  private Answer existing(
      String id, Ask ask, Instant now, BiFunction<Shelf, Product, Answer> change) {
    return products.change(
        shelf -> {
          Optional<Product> old = shelf.find(id);
          if (old.isEmpty()) {
            return ProductReads.missing(id).answer(ask);
          }
          return refusal(ask, old, now, false)
              .map(refusal -> refusal.answer(ask))
              .orElseGet(() -> change.apply(shelf, old.get()));
        });
  }

  /** Nobody may change what he has not seen: a condition is required, and must hold. */
  private static Optional<Problem> refusal(
      Ask ask, Optional<Product> old, Instant now, boolean mayCreate) {
    boolean conditional =
        ask.fields().has("if-match") || (mayCreate && ask.fields().has("if-none-match"));
    if (!conditional) {
      String wanted = mayCreate ? "If-Match, or If-None-Match: * to create," : "If-Match";
      return Optional.of(Problem.of(Code.REQUEST_CONDITION_REQUIRED, wanted + " is required"));
    }
    return switch (Conditions.of(ask, old.map(p -> Validators.of(p.etag())), now)) {
      case Conditions.Failed(String field) ->
          Optional.of(Problem.of(Code.REQUEST_CONDITION, field + " does not match the product"));
      case Conditions.Proceed _, Conditions.NotModified _ -> Optional.empty();
    };
  }

  private static Answer withJson(Ask ask, byte[] content, Function<JsonNode, Answer> then) {
    return switch (JsonText.parse(content)) {
      case JsonText.Malformed(Problem problem) -> problem.answer(ask);
      case JsonText.Value(JsonNode json) -> then.apply(json);
    };
  }

  private static Answer withDraft(Ask ask, JsonNode json, Function<ProductDraft, Answer> then) {
    return switch (DraftReader.read(json)) {
      case Reading.Flawed<ProductDraft>(var flaws) ->
          Problem.of(Code.REQUEST_UNPROCESSABLE, "the product is not valid", flaws).answer(ask);
      case Reading.Sound<ProductDraft>(ProductDraft draft) -> then.apply(draft);
    };
  }

  private static Answer added(Shelf shelf, String id, ProductDraft draft, Ask ask, Instant now) {
    if (shelf.isFull()) {
      return Problem.of(Code.STORE_FULL, "there may be " + Products.MOST + " products").answer(ask);
    }
    Product product = shelf.add(id, draft, now);
    return answer(201, product).with("Location", Target.PRODUCTS + "/" + id);
  }

  private static Answer changed(Product product) {
    return answer(200, product);
  }

  private static Answer answer(int status, Product product) {
    List<FieldLine> fields =
        List.of(
            new FieldLine("Content-Type", Operation.JSON),
            new FieldLine("ETag", product.etag().toString()));
    return Answer.of(status, fields, List.of(Part.of(ProductJson.bytes(product))));
  }
}

package naru.origin.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.Conditions;
import naru.origin.core.Etag;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Problem;
import naru.origin.core.Reading;
import naru.origin.core.Validators;

/** The operations that change nothing. */
final class ProductReads {
  /** Prices and stocks may change at any time, but asking whether they did is cheap. */
  private static final String ASK_EACH_TIME = "max-age=0, must-revalidate";

  private final Products products;

  ProductReads(Products products) {
    this.products = products;
  }

  Answer list(Ask ask, Instant now) {
    return switch (ListQueryReader.read(ask.query())) {
      case Reading.Flawed<ListQuery>(var flaws) ->
          Problem.of(Code.REQUEST_MALFORMED, "the query is not understood", flaws).answer(ask);
      case Reading.Sound<ListQuery>(ListQuery query) -> page(query, ask, now);
    };
  }

  private Answer page(ListQuery query, Ask ask, Instant now) {
    List<Product> found = products.list(query);
    boolean more = found.size() > query.pageSize();
    List<Product> page = more ? found.subList(0, query.pageSize()) : found;
    Optional<PageToken> next =
        more ? Optional.of(PageToken.after(page.getLast(), query)) : Optional.empty();
    byte[] content = ProductJson.bytes(page, next.map(PageToken::toString));
    Answer answer = fresh(ask, Etag.ofContent(content), content, ASK_EACH_TIME, now);
    return next.isPresent()
        ? answer.with(
            "Link", "<" + Target.PRODUCTS + "?" + query.next(next.get()) + ">; rel=\"next\"")
        : answer;
  }

  Answer one(String id, Ask ask, Instant now) {
    Optional<Product> found = products.find(id);
    return found.isEmpty()
        ? missing(id).answer(ask)
        : fresh(ask, found.get().etag(), ProductJson.bytes(found.get()), ASK_EACH_TIME, now);
  }

  static Problem missing(String id) {
    return Problem.of(Code.REQUEST_NOT_FOUND, "there is no product '" + id + "'");
  }

  /** The content, or 304 if the client has it, or 412 if it asked for another state. */
  static Answer fresh(Ask ask, Etag etag, byte[] content, String cacheControl, Instant now) {
    List<FieldLine> fields = new ArrayList<>();
    fields.add(new FieldLine("ETag", etag.toString()));
    fields.add(new FieldLine("Cache-Control", cacheControl));
    return switch (Conditions.of(ask, Optional.of(Validators.of(etag)), now)) {
      case Conditions.NotModified _ -> Answer.withoutContent(304, fields);
      case Conditions.Failed(String field) ->
          Problem.of(Code.REQUEST_CONDITION, field + " does not match").answer(ask);
      case Conditions.Proceed _ -> {
        fields.add(new FieldLine("Content-Type", Operation.JSON));
        yield Answer.of(200, fields, List.of(Part.of(content))).to(ask);
      }
    };
  }
}

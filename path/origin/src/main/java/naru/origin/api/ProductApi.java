package naru.origin.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import naru.base.FailureException;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.Etag;
import naru.origin.core.Problem;
import naru.store.Store;

/**
 * The REST API over products, from request to answer: paths below {@code /api}.
 *
 * <p>{@link #early} never blocks and looks at the head alone; {@link #answer} blocks on the store.
 * Thread-safe.
 */
public final class ProductApi {
  /** The longest content of a request, in bytes; more is answered with 413. */
  public static final int MOST_CONTENT_BYTES = 64 * 1024;

  private static final String DOCUMENT_CACHING = "max-age=300";

  private final ProductReads reads;
  private final ProductWrites writes;
  private final byte[] document;
  private final Etag documentTag;

  private ProductApi(Products products, Supplier<String> ids) {
    this.reads = new ProductReads(products);
    this.writes = new ProductWrites(products, ids);
    this.document = document();
    this.documentTag = Etag.ofContent(document);
  }

  /**
   * The API over a store. Blocks: makes the table if there is none.
   *
   * @param ids gives each product made by POST an id that no other has: 1 to 64 lower-case letters
   *     and digits
   */
  public static ProductApi of(Store store, Supplier<String> ids) {
    return new ProductApi(Products.of(store), ids);
  }

  /** Whether a path is the API's. */
  public static boolean owns(String path) {
    return path.equals("/api") || path.startsWith("/api/");
  }

  /** The answer if the head alone decides it; empty if {@link #answer} must be asked. */
  public Optional<ApiReply> early(Ask ask) {
    return switch (Gate.of(ask)) {
      case Gate.Turned(Answer answer) -> Optional.of(reply(answer, "", ask));
      case Gate.Through _ -> Optional.empty();
    };
  }

  /** Whether the request's content matters, and so must be read before {@link #answer}. */
  public boolean needsContent(Ask ask) {
    return Gate.of(ask) instanceof Gate.Through(Operation operation, Target _)
        && !operation.contentTypes().isEmpty();
  }

  /**
   * The answer. Blocks on the store.
   *
   * @param content what the request carries, at most {@link #MOST_CONTENT_BYTES}
   */
  public ApiReply answer(Ask ask, byte[] content, Instant now) {
    return switch (Gate.of(ask)) {
      case Gate.Turned(Answer answer) -> reply(answer, "", ask);
      case Gate.Through(Operation operation, Target target) ->
          reply(tried(operation, target.id(), ask, content, now), operation.id(), ask);
    };
  }

  /** A problem with a request as an answer, told as the operation that it names. */
  public ApiReply refusal(Problem problem, Ask ask) {
    String operation =
        Gate.of(ask) instanceof Gate.Through(Operation named, Target _) ? named.id() : "";
    return reply(problem.answer(ask), operation, ask);
  }

  /** What went wrong inside stays there: its detail names files. */
  private Answer tried(Operation operation, String id, Ask ask, byte[] content, Instant now) {
    try {
      return done(operation, id, ask, content, now);
    } catch (FailureException e) {
      return Problem.of(e.failure().code(), "the store cannot do this now").answer(ask);
    }
  }

  private Answer done(Operation operation, String id, Ask ask, byte[] content, Instant now) {
    return switch (operation) {
      case LIST -> reads.list(ask, now);
      case CREATE -> writes.create(ask, content, now);
      case GET -> reads.one(id, ask, now);
      case REPLACE -> writes.replace(id, ask, content, now);
      case PATCH -> writes.patch(id, ask, content, now);
      case DELETE -> writes.delete(id, ask, now);
      case DESCRIBE -> ProductReads.fresh(ask, documentTag, document, DOCUMENT_CACHING, now);
    };
  }

  private static ApiReply reply(Answer answer, String operation, Ask ask) {
    return new ApiReply(answer, operation, ask.path());
  }

  private static byte[] document() {
    try (InputStream in = ProductApi.class.getResourceAsStream("openapi.json")) {
      return Objects.requireNonNull(in, "openapi.json").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

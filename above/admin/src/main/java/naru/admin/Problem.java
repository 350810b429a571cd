package naru.admin;

import naru.base.Code;
import naru.base.Failure;
import tools.jackson.databind.node.ObjectNode;

/** A failure as an answer: RFC 9457. Who may ask here may know the details. */
final class Problem {
  static final String TYPE = "application/problem+json";

  private Problem() {}

  static Reply of(Failure failure) {
    Reply reply = Reply.of(failure.status(), TYPE, Json.text(node(failure)));
    return switch (failure.code()) {
      case ADMIN_UNAUTHORIZED -> reply.with("WWW-Authenticate", "Bearer realm=\"naru\"");
      case ADMIN_BUSY -> reply.with("Retry-After", "1");
      default -> reply;
    };
  }

  /** The problem's members, for those who add some. */
  static ObjectNode node(Failure failure) {
    Code code = failure.code();
    return Json.object()
        .put("type", "urn:naru:problem:" + code.number())
        .put("title", code.reason())
        .put("status", code.status())
        .put("code", code.number())
        .put("reason", code.reason())
        .put("detail", failure.detail());
  }
}

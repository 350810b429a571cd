package naru.origin.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.Code;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Preference;
import naru.origin.core.Problem;

/** What a request's head alone decides, before any content is read and any product looked up. */
final class Gate {
  /** Where a request goes. */
  sealed interface Way {}

  /** On to the operation. */
  record Through(Operation operation, Target target) implements Way {}

  /** Answered here. */
  record Turned(Answer answer) implements Way {}

  private Gate() {}

  static Way of(Ask ask) {
    Target target = Target.parse(ask.path());
    if (target.kind() == Target.Kind.NOTHING) {
      return turned(ask, Code.REQUEST_NOT_FOUND, "the API has nothing here; see /api/openapi.json");
    }
    if (ask.method().equals("OPTIONS")) {
      return new Turned(options(target.kind()));
    }
    Optional<Operation> operation = Operation.of(target.kind(), ask.method());
    if (operation.isEmpty()) {
      String allow = Operation.allow(target.kind());
      Problem problem = Problem.of(Code.REQUEST_METHOD, "this takes only " + allow);
      return new Turned(problem.answer(ask).with("Allow", allow));
    }
    return through(operation.get(), target, ask);
  }

  private static Way through(Operation operation, Target target, Ask ask) {
    Optional<String> accept = ask.fields().get("accept");
    if (accept.isPresent() && !Preference.parse(accept.get()).accepts(Operation.JSON)) {
      return turned(ask, Code.REQUEST_NOT_ACCEPTABLE, "there is only " + Operation.JSON);
    }
    List<String> types = operation.contentTypes();
    if (!types.isEmpty() && !types.contains(mediaType(ask))) {
      String allowed = String.join(", ", types);
      Problem problem = Problem.of(Code.REQUEST_MEDIA_TYPE, "the content must be " + allowed);
      // RFC 5789 section 2.2 and RFC 9110 section 15.5.16: say what would have been understood.
      String name = operation == Operation.PATCH ? "Accept-Patch" : "Accept";
      return new Turned(problem.answer(ask).with(name, allowed));
    }
    if (!types.isEmpty() && ask.fields().has("content-encoding")) {
      Problem problem = Problem.of(Code.REQUEST_MEDIA_TYPE, "the content must not be encoded");
      return new Turned(problem.answer(ask).with("Accept-Encoding", "identity"));
    }
    return new Through(operation, target);
  }

  private static String mediaType(Ask ask) {
    String value = ask.fields().get("content-type").orElse("");
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static Answer options(Target.Kind kind) {
    Answer answer =
        Answer.withoutContent(204, List.of(new FieldLine("Allow", Operation.allow(kind))));
    return kind == Target.Kind.PRODUCT
        ? answer.with("Accept-Patch", Operation.MERGE_PATCH)
        : answer;
  }

  private static Turned turned(Ask ask, Code code, String detail) {
    return new Turned(Problem.of(code, detail).answer(ask));
  }
}

package naru.origin;

import java.util.List;
import java.util.Map;
import naru.base.Failure;
import naru.base.Place;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.RequestHead;
import naru.http.Slot;
import naru.origin.core.Answer;
import naru.origin.core.FieldLine;
import naru.origin.core.Refusal;
import naru.origin.files.FileReply;
import naru.origin.files.FileSite;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import naru.trace.TraceId;

/**
 * The folder of one route of the gateway, which the route leaves in the exchange: then nothing but
 * its files is served, and what they do not have is Naru's own no.
 *
 * @param route its name, for failures
 * @param place where the folder is configured
 */
public record RouteFiles(FileSite site, String route, Place place) {
  /** Where the route leaves it. */
  public static final Slot<RouteFiles> SLOT = Slot.named("origin.files");

  /** Where the route leaves path and query as they were asked, if it asks for something else. */
  public static final Slot<String> ASKED = Slot.named("origin.files.asked");

  private static final TraceId NO_TRACE = new TraceId(0, 0);

  /** What there is for a request; nothing is sent. Blocks on the file system. */
  public OriginEvent.Looked explain(RequestHead head) {
    return site.look(Asks.of(head, NO_TRACE), place);
  }

  /** Says no: with the site's own page, or as Naru says it everywhere. */
  void refuse(Exchange x, Refusal why, FileReply reply) {
    Failure failure = failure(why);
    if (why.hasPage()) {
      x.span().add(new HttpEvent.Failed(failure));
      return;
    }
    x.fail(failure, fields(reply.answer()));
  }

  private static List<Map.Entry<String, String>> fields(Answer answer) {
    return answer.fields().stream().map(RouteFiles::entry).toList();
  }

  private static Map.Entry<String, String> entry(FieldLine field) {
    return Map.entry(field.name(), field.value());
  }

  /** What the client did wrong it may know; what the disk looks like is for the operator. */
  private Failure failure(Refusal why) {
    return switch (why.code()) {
      case FILE_MISSING, FILE_DENIED, FILE_UNREADABLE ->
          Failure.of(
              why.code(),
              Side.US,
              "route '" + route + "' (" + place + "), " + site.folder() + ": " + why.detail());
      default -> Failure.of(why.code(), Side.CLIENT, why.detail());
    };
  }
}

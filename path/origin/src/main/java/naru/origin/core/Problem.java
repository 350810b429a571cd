package naru.origin.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Code;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal that programs can read. RFC 9457.
 *
 * <p>{@code type} is {@code urn:naru:problem:} and the stable code; {@code errors} lists each flaw
 * of the request's content or query.
 */
public final class Problem {
  /** The media type of the document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonMapper JSON = new JsonMapper();

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(416, "Range Not Satisfiable"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(428, "Precondition Required"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(507, "Insufficient Storage"));

  /**
   * What is wrong at one place.
   *
   * @param pointer JSON Pointer (RFC 6901) into the content as a URI fragment, such as {@code
   *     #/price}; for a query parameter its name with a question mark, such as {@code ?sort}
   * @param detail a sentence
   */
  public record Flaw(String pointer, String detail) {}

  private final Code code;
  private final String detail;
  private final List<Flaw> flaws;

  private Problem(Code code, String detail, List<Flaw> flaws) {
    this.code = code;
    this.detail = detail;
    this.flaws = flaws;
  }

  /** A problem as a whole. */
  public static Problem of(Code code, String detail) {
    return new Problem(code, detail, List.of());
  }

  /** A problem at places. */
  public static Problem of(Code code, String detail, List<Flaw> flaws) {
    return new Problem(code, detail, List.copyOf(flaws));
  }

  /** The response: never stored by a cache. */
  public Answer answer(Ask ask) {
    List<FieldLine> fields = new ArrayList<>();
    fields.add(new FieldLine("Content-Type", MEDIA_TYPE));
    fields.add(new FieldLine("Cache-Control", "no-store"));
    byte[] content = JSON.writeValueAsBytes(document(ask.traceId().toString()));
    return Answer.of(code.status(), fields, List.of(Part.of(content))).to(ask);
  }

  private ObjectNode document(String traceId) {
    ObjectNode root = JSON.createObjectNode();
    root.put("type", "urn:naru:problem:" + code.number());
    root.put("title", TITLES.getOrDefault(code.status(), code.reason()));
    root.put("status", code.status());
    root.put("code", code.number());
    root.put("detail", detail);
    root.put("traceId", traceId);
    if (!flaws.isEmpty()) {
      var errors = root.putArray("errors");
      flaws.forEach(f -> errors.addObject().put("pointer", f.pointer()).put("detail", f.detail()));
    }
    return root;
  }
}

package naru.origin.core;

import naru.trace.TraceId;

/** Requests for tests. */
public final class Asking {
  public static final TraceId TRACE = new TraceId(0x1234, 0x5678);

  private Asking() {}

  /** A request; fields as names and values in turn. */
  public static Ask ask(String method, String target, String... fields) {
    int question = target.indexOf('?');
    return new Ask(
        method,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        "",
        AskFields.of(fields),
        TRACE);
  }

  public static Ask get(String target, String... fields) {
    return ask("GET", target, fields);
  }
}

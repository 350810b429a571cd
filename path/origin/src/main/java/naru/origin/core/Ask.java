package naru.origin.core;

import naru.trace.TraceId;

/**
 * A request as the origin sees it.
 *
 * @param method as sent; methods are case-sensitive
 * @param path as sent, still percent-encoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param outer path and query as the client asked, if that was something else; empty if not
 * @param fields those that may matter
 * @param traceId told in problems
 */
public record Ask(
    String method, String path, String query, String outer, AskFields fields, TraceId traceId) {
  /** Whether the answer carries no content because it was asked so (RFC 9110 section 9.3.2). */
  boolean isHead() {
    return method.equals("HEAD");
  }

  /** The same for a client that asked for another path and query. */
  public Ask asked(String outer) {
    return new Ask(method, path, query, outer, fields, traceId);
  }

  /** The same for what is in the folder that the path names. */
  public Ask inside() {
    return new Ask(method, path + "/", query, outer, fields, traceId);
  }

  /** The path that the client asked; what stands in a Location begins with it. */
  public String outerPath() {
    int question = outer.indexOf('?');
    return outer.isEmpty() ? path : question < 0 ? outer : outer.substring(0, question);
  }

  /** Whether it is GET or HEAD. */
  public boolean isRetrieval() {
    return method.equals("GET") || isHead();
  }
}

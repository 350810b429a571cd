package naru.origin.core;

import naru.trace.TraceId;

/**
 * A request as the origin sees it.
 *
 * @param method as sent; methods are case-sensitive
 * @param path as sent, still percent-encoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param fields those that may matter
 * @param traceId told in problems
 */
public record Ask(String method, String path, String query, AskFields fields, TraceId traceId) {
  /** Whether the answer carries no content because it was asked so (RFC 9110 section 9.3.2). */
  boolean isHead() {
    return method.equals("HEAD");
  }

  /** Whether it is GET or HEAD. */
  public boolean isRetrieval() {
    return method.equals("GET") || isHead();
  }
}

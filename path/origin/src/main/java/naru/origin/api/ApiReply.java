package naru.origin.api;

import naru.origin.core.Answer;

/**
 * An answer of the API, and what the trace is told of it.
 *
 * @param operation OpenAPI's operationId; empty if the request named none
 * @param resource the path
 */
public record ApiReply(Answer answer, String operation, String resource) {}

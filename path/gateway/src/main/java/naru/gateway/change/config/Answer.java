package naru.gateway.change.config;

import java.util.List;

/**
 * An answer that stands in the configuration.
 *
 * @param status 200 to 599
 * @param headers its fields; Content-Type is text/plain if none is said and there is a body
 */
public record Answer(int status, List<HeaderChange.Line> headers, String body) {
  /** Longest body, in characters. */
  public static final int MAX_BODY = 64 * 1024;

  public Answer {
    headers = List.copyOf(headers);
    Changes.require(status >= 200 && status <= 599, "an answer's status is 200 to 599");
    Changes.require(body.length() <= MAX_BODY, "the body is longer than " + MAX_BODY);
  }
}

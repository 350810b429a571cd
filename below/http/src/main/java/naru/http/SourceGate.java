package naru.http;

/**
 * Stands between the client's side of an exchange and who makes the response, as a sink stands in
 * front of what is made: to slow it down, or to hear that nobody wants it any more. Passes on what
 * it hears.
 */
public interface SourceGate extends ResponseSource {
  /** Who is behind it now: the next gate, or who makes the response. */
  void behind(ResponseSource source);
}

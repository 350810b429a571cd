package naru.wire.dns;

/** What bytes turned out to be. */
public sealed interface Parsed {
  /** A message, whole and without anything after it. */
  record Whole(Message message) implements Parsed {}

  /**
   * No message.
   *
   * @param why in words
   * @param at the offset where it was seen
   */
  record Malformed(String why, int at) implements Parsed {}
}

package naru.origin.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A response that has been decided and not yet sent.
 *
 * @param status 200 to 599
 * @param fields without Content-Length, which {@code length} says
 * @param length the Content-Length to announce; {@link #UNANNOUNCED} where the status has none
 * @param body what to send; empty for HEAD although a length is announced
 */
public record Answer(int status, List<FieldLine> fields, long length, List<Part> body) {
  /** For 204 and 304, which announce no length. */
  public static final long UNANNOUNCED = -1;

  public Answer {
    fields = List.copyOf(fields);
    body = List.copyOf(body);
  }

  /** An answer with content. */
  public static Answer of(int status, List<FieldLine> fields, List<Part> body) {
    return new Answer(status, fields, body.stream().mapToLong(Part::length).sum(), body);
  }

  /** An answer with content of a media type. */
  public static Answer of(int status, String mediaType, byte[] content) {
    return of(status, List.of(new FieldLine("Content-Type", mediaType)), List.of(Part.of(content)));
  }

  /** 204 or 304, which cannot have content. */
  public static Answer withoutContent(int status, List<FieldLine> fields) {
    return new Answer(status, fields, UNANNOUNCED, List.of());
  }

  /** The same with one field more. */
  public Answer with(String name, String value) {
    List<FieldLine> more = new ArrayList<>(fields);
    more.add(new FieldLine(name, value));
    return new Answer(status, more, length, body);
  }

  /** The same head without the content: what HEAD gets. */
  Answer headOnly() {
    return new Answer(status, fields, length, List.of());
  }

  /** What this request gets: all of it, or the head only. */
  public Answer to(Ask ask) {
    return ask.isHead() ? headOnly() : this;
  }

  /** The first field of that name, in the case in which it was written. */
  public Optional<String> field(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(FieldLine::value).findFirst();
  }

  /** Whether everything to send is in memory. */
  public boolean isInMemory() {
    return body.stream().noneMatch(Part.Slice.class::isInstance);
  }
}

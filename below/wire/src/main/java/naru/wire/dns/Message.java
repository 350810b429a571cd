package naru.wire.dns;

import java.util.List;
import java.util.Optional;

/**
 * A DNS message (RFC 1035 section 4.1).
 *
 * <p>Parsing and emitting are inverse: {@code parse(emit(m))} equals {@code m}. The OPT record is
 * not among the additional records but in {@code edns}.
 */
public record Message(
    Header header,
    List<Question> questions,
    List<ResourceRecord> answers,
    List<ResourceRecord> authorities,
    List<ResourceRecord> additionals,
    Optional<Edns> edns) {
  /** The longest message, because TCP gives it a length of 16 bits. */
  public static final int MAX_BYTES = 0xffff;

  public Message {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  /** A query with one question. */
  public static Message query(int id, int flags, Question question, Optional<Edns> edns) {
    return new Message(
        new Header(id, flags), List.of(question), List.of(), List.of(), List.of(), edns);
  }

  /** Reads bytes that nobody vouches for; never throws because of what they are. */
  public static Parsed parse(byte[] bytes, int offset, int length) {
    return MessageReader.read(bytes, offset, length);
  }

  /** The wire form with compressed names; empty if it would exceed {@link #MAX_BYTES}. */
  public Optional<byte[]> emit() {
    return MessageWriter.write(this).map(WireImage::bytes);
  }

  /** As {@link #emit}, with what is needed to change TTLs in place. */
  public Optional<WireImage> image() {
    return MessageWriter.write(this);
  }

  /** The whole response code. */
  public Rcode rcode() {
    return new Rcode(edns.map(Edns::extendedRcode).orElse(0) << 4 | header.lowRcode());
  }
}

package naru.testkit.drill;

import java.util.List;

/** Prints a segment that left as a script would write it. */
final class PacketPrinter {
  private PacketPrinter() {}

  static String text(Segment s, Flow flow) {
    long first = flow.relative(s.sequence());
    int length = s.data().size();
    StringBuilder text = new StringBuilder("> ");
    text.append(s.ecn() == 0 ? "" : List.of("", "[ect1] ", "[ect0] ", "[ce] ").get(s.ecn()));
    text.append(Flags.text(s.flags())).append(' ');
    text.append(first).append(':').append(first + length & 0xffff_ffffL);
    text.append('(').append(length).append(')');
    if (s.has(Flags.ACK)) {
      text.append(" ack ").append(s.acknowledgment());
    }
    text.append(" win ").append(s.window());
    List<String> options = s.options().stream().map(Option::text).toList();
    return options.isEmpty()
        ? text.toString()
        : text.append(" <").append(String.join(",", options)).append('>').toString();
  }
}
